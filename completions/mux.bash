# bash completion for mux; made from its tables of commands.

_mux_ask() {
    command "${_mux_program[@]}" "$@" 2>/dev/null
}

_mux_complete() {
    local line=${COMP_LINE:0:COMP_POINT} cur word='' command='' expects='' count=0 kind='' i candidate
    local -a words _mux_program
    read -ra words <<<"$line"
    cur=${line##*[[:space:]]}
    [[ -n $cur ]] && unset 'words[${#words[@]}-1]'
    _mux_program=("${COMP_WORDS[0]}")
    for ((i = 1; i < ${#words[@]}; i++)); do
        word=${words[i]}
        if [[ -n $expects ]]; then
            [[ -z $command && $expects == -[LS] ]] && _mux_program+=("$expects" "$word")
            expects=''
        elif [[ $word == ';' || $word == '\;' ]]; then
            command='' count=0
        elif [[ $word == -?* ]]; then
            [[ $word == --* ]] || word=-${word: -1}
            _mux_kind "$command $word" && expects=$word
            [[ -z $command && ${words[i]} == -[LS]?* ]] && _mux_program+=("${words[i]}")
        elif [[ -z $command ]]; then
            _mux_canonical "$word"
        else
            count=$((count + 1))
        fi
    done
    COMPREPLY=()
    kind=''
    if [[ -n $expects ]]; then
        _mux_kind "$command $expects"
    elif [[ $cur == -* ]]; then
        _mux_flags "$command"
        COMPREPLY=($(compgen -W "$flags" -- "$cur"))
        return
    elif [[ -z $command ]]; then
        kind=command
    else
        _mux_kind "$command $((count + 1))" || _mux_kind "$command +"
    fi
    case $kind in
    file) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    directory) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
    *)
        while IFS= read -r candidate; do
            [[ -n $candidate && $candidate == "$cur"* ]] || continue
            printf -v candidate %q "$candidate"
            COMPREPLY+=("$candidate")
        done < <(_mux_names "$kind")
        if [[ $cur == *[:=]* && $COMP_WORDBREAKS == *:* ]]; then
            word=${cur%"${cur##*[:=]}"}
            COMPREPLY=("${COMPREPLY[@]#"$word"}")
        fi
        ;;
    esac
}

_mux_canonical() {
    local -a found
    case $1 in
    attach) command=attach-session ;;
    bind) command=bind-key ;;
    breakp) command=break-pane ;;
    capturep) command=capture-pane ;;
    clearhist) command=clear-history ;;
    clearphist) command=clear-prompt-history ;;
    confirm) command=confirm-before ;;
    deleteb) command=delete-buffer ;;
    detach) command=detach-client ;;
    menu) command=display-menu ;;
    display) command=display-message ;;
    displayp) command=display-panes ;;
    popup) command=display-popup ;;
    findw) command=find-window ;;
    has) command=has-session ;;
    if) command=if-shell ;;
    joinp) command=join-pane ;;
    killp) command=kill-pane ;;
    killw) command=kill-window ;;
    lastp) command=last-pane ;;
    last) command=last-window ;;
    linkw) command=link-window ;;
    lsb) command=list-buffers ;;
    lsc) command=list-clients ;;
    lscm) command=list-commands ;;
    lsk) command=list-keys ;;
    lsp) command=list-panes ;;
    ls) command=list-sessions ;;
    lsw) command=list-windows ;;
    loadb) command=load-buffer ;;
    lockc) command=lock-client ;;
    lock) command=lock-server ;;
    locks) command=lock-session ;;
    movep) command=move-pane ;;
    movew) command=move-window ;;
    newp) command=new-pane ;;
    new) command=new-session ;;
    neww) command=new-window ;;
    nextl) command=next-layout ;;
    next) command=next-window ;;
    pasteb) command=paste-buffer ;;
    pipep) command=pipe-pane ;;
    prevl) command=previous-layout ;;
    prev) command=previous-window ;;
    refresh) command=refresh-client ;;
    rename) command=rename-session ;;
    renamew) command=rename-window ;;
    resizep) command=resize-pane ;;
    resizew) command=resize-window ;;
    respawnp) command=respawn-pane ;;
    respawnw) command=respawn-window ;;
    rotatew) command=rotate-window ;;
    run) command=run-shell ;;
    saveb) command=save-buffer ;;
    selectl) command=select-layout ;;
    selectp) command=select-pane ;;
    selectw) command=select-window ;;
    send) command=send-keys ;;
    setb) command=set-buffer ;;
    setenv) command=set-environment ;;
    set) command=set-option ;;
    setw) command=set-window-option ;;
    showb) command=show-buffer ;;
    showenv) command=show-environment ;;
    showmsgs) command=show-messages ;;
    show) command=show-options ;;
    showphist) command=show-prompt-history ;;
    showw) command=show-window-options ;;
    source) command=source-file ;;
    splitw) command=split-window ;;
    start) command=start-server ;;
    suspendc) command=suspend-client ;;
    swapp) command=swap-pane ;;
    swapw) command=swap-window ;;
    switchc) command=switch-client ;;
    unbind) command=unbind-key ;;
    unlinkw) command=unlink-window ;;
    wait) command=wait-for ;;
    *)
        command=$1
        found=($(compgen -W 'attach-session await backup bind-key break-pane capture-pane choose-buffer choose-client choose-history choose-key choose-tree clear-history clear-prompt-history clock-mode command-palette command-prompt completions config confirm-before copy-mode customize-mode delete-buffer detach-client display-menu display-message display-panes display-popup doctor edit-scrollback events exec export find-window has-session help history if-shell join-pane kill-pane kill-server kill-session kill-window last-pane last-window link-window list-buffers list-clients list-commands list-keys list-panes list-sessions list-windows load-buffer lock-client lock-server lock-session man mcp move-pane move-window new-pane new-session new-window next-layout next-window options paste-buffer pick pipe-pane previous-layout previous-window proxy quick-select read refresh-client rename-session rename-window report resize-pane resize-window respawn-pane respawn-window restore rotate-window run-shell save save-buffer schema search search-everywhere select-layout select-pane select-window send-keys send-prefix server-access service sessions set-buffer set-environment set-hook set-option set-window-option shell-integration show-buffer show-environment show-hooks show-messages show-options show-prompt-history show-window-options skill snapshots source-file spawn split-window start-server status submit suspend-client swap-pane swap-window switch-client switch-mode theme toggle-floating toggle-scratch tour unbind-key undo unlink-window upgrade wait-for web workspace' -- "$1"))
        [[ ${#found[@]} -eq 1 ]] && command=${found[0]}
        ;;
    esac
}

_mux_flags() {
    case $1 in
    '') flags='-2 -C -h -l -N -u -v -V -c -f -L -S -T --host' ;;
    attach-session) flags='-d -E -r -x -c -f -t' ;;
    await) flags='--exit --text --regex --quiet --prompt --command --state --gone --stop --all --from --now --seen --timeout --json -t' ;;
    backup) flags='--restore --json' ;;
    bind-key) flags='-n -r -N -T' ;;
    break-pane) flags='-a -b -d -W -P -F -n -s -t -X -x -Y -y' ;;
    capture-pane) flags='-a -C -e -F -H -J -L -M -N -P -p -q -T -b -E -S -t' ;;
    choose-buffer) flags='-N -Z -F -f -r -y -K -O -t' ;;
    choose-client) flags='-N -Z -F -f -r -y -K -O -t' ;;
    choose-history) flags='-c -f -o -p -t' ;;
    choose-key) flags='-f -c -t' ;;
    choose-tree) flags='-N -Z -F -f -r -y -K -G -s -w -O -t' ;;
    clear-history) flags='-H -t' ;;
    clear-prompt-history) flags='-T' ;;
    clock-mode) flags='-t' ;;
    command-palette) flags='-c -t' ;;
    command-prompt) flags='-1 -b -C -e -F -i -k -l -N -P -I -p -T -t' ;;
    completions) flags='' ;;
    config) flags='--print' ;;
    confirm-before) flags='-b -P -y -c -p -t' ;;
    copy-mode) flags='-d -e -H -M -q -S -u -s -t' ;;
    customize-mode) flags='-N -Z -F -f -y -t' ;;
    delete-buffer) flags='-b' ;;
    detach-client) flags='-a -P -E -s -t' ;;
    display-menu) flags='-M -O -b -c -C -H -s -S -t -T -x -y' ;;
    display-message) flags='-a -C -I -l -N -p -v -c -d -F -t' ;;
    display-panes) flags='-b -N -d -t' ;;
    display-popup) flags='-B -C -E -k -N -b -c -d -e -h -s -S -t -T -w -x -y' ;;
    doctor) flags='--json' ;;
    edit-scrollback) flags='-e -t' ;;
    events) flags='--once --json --kinds --since -t' ;;
    exec) flags='--timeout --json -t' ;;
    export) flags='--format --before --after --limit' ;;
    find-window) flags='-C -i -N -r -T -Z -t' ;;
    has-session) flags='-t' ;;
    help) flags='' ;;
    history) flags='--here --failed --since -t -n --limit --json' ;;
    if-shell) flags='-b -F -t' ;;
    join-pane) flags='-b -d -f -h -v -l -s -t' ;;
    kill-pane) flags='-a -f -t' ;;
    kill-server) flags='' ;;
    kill-session) flags='-a -C -g -f -t' ;;
    kill-window) flags='-a -f -t' ;;
    last-pane) flags='-d -e -Z -t' ;;
    last-window) flags='-t' ;;
    link-window) flags='-a -b -d -k -s -t' ;;
    list-buffers) flags='-r -F -f -O --json' ;;
    list-clients) flags='-r -F -f -O --json -t' ;;
    list-commands) flags='-F --json' ;;
    list-keys) flags='-1 -a -N -r -F --json -O -P -T' ;;
    list-panes) flags='-r -F -f -a -s -O --json -t' ;;
    list-sessions) flags='-r -F -f -O --json' ;;
    list-windows) flags='-r -F -f -a -O --json -t' ;;
    load-buffer) flags='-w -b -t' ;;
    lock-client) flags='-t' ;;
    lock-server) flags='' ;;
    lock-session) flags='-t' ;;
    man) flags='' ;;
    mcp) flags='--allow -t' ;;
    move-pane) flags='-b -d -f -h -v -l -s -t -D -L -M -R -U -P -X -Y -z' ;;
    move-window) flags='-a -b -d -k -r -s -t' ;;
    new-pane) flags='-A -C -D -K -L -M -O -B -b -f -h -v -l -p -t -T -X -x -Y -y -d -E -I -k -P -W -Z -c -e -F -m -R -S -s' ;;
    new-session) flags='-A -d -D -E -P -X -c -e -F -f -n -s -t -x -y' ;;
    new-window) flags='-a -b -d -k -P -S -c -e -F -n -t' ;;
    next-layout) flags='-t' ;;
    next-window) flags='-a -t' ;;
    options) flags='--changed --write --forget --json' ;;
    paste-buffer) flags='-d -p -r -S -b -s -t' ;;
    pick) flags='-c -d -k -t' ;;
    pipe-pane) flags='-I -O -o -t' ;;
    previous-layout) flags='-t' ;;
    previous-window) flags='-a -t' ;;
    proxy) flags='' ;;
    quick-select) flags='-t' ;;
    read) flags='--screen --lines --last-output --from --ansi --html --json -t' ;;
    refresh-client) flags='-A -B -c -C -D -l -L -R -S -U -f -r -t' ;;
    rename-session) flags='-t' ;;
    rename-window) flags='-t' ;;
    report) flags='--seq --source --message --ttl --json -t' ;;
    resize-pane) flags='-D -L -M -R -T -U -Z -t -x -y' ;;
    resize-window) flags='-A -a -D -L -R -U -t -x -y' ;;
    respawn-pane) flags='-E -k -c -e -t' ;;
    respawn-window) flags='-E -k -c -e -t' ;;
    restore) flags='--dry-run --list --json -t' ;;
    rotate-window) flags='-D -U -Z -t' ;;
    run-shell) flags='-b -C -E -c -d -s -t' ;;
    save) flags='--json' ;;
    save-buffer) flags='-a -b' ;;
    schema) flags='' ;;
    search) flags='-i -t --since --json --open' ;;
    search-everywhere) flags='-N -Z -o -t' ;;
    select-layout) flags='-A -E -n -o -p -t' ;;
    select-pane) flags='-D -d -e -L -l -M -m -R -U -Z -T -t' ;;
    select-window) flags='-l -n -p -T -t' ;;
    send-keys) flags='-F -H -K -l -M -R -X -c -N -t' ;;
    send-prefix) flags='-2 -t' ;;
    server-access) flags='-a -d -l -r -w' ;;
    service) flags='--print --web --systemd --launchd' ;;
    sessions) flags='--dry-run --json --idle' ;;
    set-buffer) flags='-a -w -b -n -t' ;;
    set-environment) flags='-F -g -h -r -u -t' ;;
    set-hook) flags='-a -B -E -g -p -R -T -u -w -t' ;;
    set-option) flags='-a -F -g -o -p -q -s -U -u -w -t' ;;
    set-window-option) flags='-a -F -g -o -q -u -t' ;;
    shell-integration) flags='' ;;
    show-buffer) flags='-b' ;;
    show-environment) flags='-g -h --json -s -t' ;;
    show-hooks) flags='-g --json -p -w -F -t' ;;
    show-messages) flags='-J --json -T -t' ;;
    show-options) flags='-A -g -H --json -p -q -s -v -w -F -t' ;;
    show-prompt-history) flags='-T' ;;
    show-window-options) flags='-g -v -t' ;;
    skill) flags='--install' ;;
    snapshots) flags='--json' ;;
    source-file) flags='-F -n -q -v -t' ;;
    spawn) flags='--in --size --focus --keep --wait --timeout --json -c -e -n -t' ;;
    split-window) flags='-A -b -f -h -v -l -p -t -d -E -I -k -P -W -Z -c -e -F -m -R -S -s' ;;
    start-server) flags='' ;;
    status) flags='--check --json -v --verbose' ;;
    submit) flags='--exit --text --regex --quiet --prompt --command --state --gone --stop --await --keys --force --timeout --json -t' ;;
    suspend-client) flags='-t' ;;
    swap-pane) flags='-D -d -U -Z -s -t' ;;
    swap-window) flags='-d -s -t' ;;
    switch-client) flags='-E -F -l -n -p -r -Z -c -O -t -T' ;;
    switch-mode) flags='-N -s -Z -F -f -t' ;;
    theme) flags='--json' ;;
    toggle-floating) flags='-t' ;;
    toggle-scratch) flags='-t' ;;
    tour) flags='--end' ;;
    unbind-key) flags='-a -n -q -T' ;;
    undo) flags='--json' ;;
    unlink-window) flags='-k -t' ;;
    upgrade) flags='--check --json' ;;
    wait-for) flags='-E -L -S -U' ;;
    web) flags='--listen --cert --key --origin --insecure --trust-proxy --open --login-for --park-for --forward --json --view --label --name --account --session --for --all --stop -t' ;;
    workspace) flags='-d --force --json --yes -t' ;;
    *) flags='' ;;
    esac
}

_mux_kind() {
    case $1 in
    'completions 1'|'shell-integration 1') kind='=bash zsh fish' ;;
    'skill --install') kind='=claude codex gemini opencode' ;;
    'config 1') kind='=init check' ;;
    'service 1') kind='=install uninstall status' ;;
    'spawn --in') kind='=pane window session float' ;;
    'sessions 1') kind='=prune' ;;
    'mcp --allow') kind='=read change destroy' ;;
    'workspace 1') kind='=save list show load delete' ;;
    'web 1') kind='=start stop status user token sessions share audit' ;;
    'attach-session -f'|'await --text'|'await --regex'|'await --quiet'|'await --state'|'await --stop'|'await --from'|'await --timeout'|'bind-key -N'|'bind-key 1'|'break-pane -F'|'break-pane -n'|'break-pane -X'|'break-pane -x'|'break-pane -Y'|'break-pane -y'|'capture-pane -E'|'capture-pane -S'|'choose-buffer -F'|'choose-buffer -f'|'choose-buffer -K'|'choose-buffer -O'|'choose-buffer 1'|'choose-client -F'|'choose-client -f'|'choose-client -K'|'choose-client -O'|'choose-client 1'|'choose-history -f'|'choose-history -o'|'choose-history -p'|'choose-key -f'|'choose-tree -F'|'choose-tree -f'|'choose-tree -K'|'choose-tree -O'|'choose-tree 1'|'clear-prompt-history -T'|'command-palette 1'|'command-palette +'|'command-prompt -I'|'command-prompt -p'|'command-prompt -T'|'command-prompt 1'|'confirm-before -c'|'confirm-before -p'|'customize-mode -F'|'customize-mode -f'|'detach-client -E'|'display-menu -b'|'display-menu -C'|'display-menu -H'|'display-menu -s'|'display-menu -S'|'display-menu -T'|'display-menu -x'|'display-menu -y'|'display-menu 1'|'display-menu +'|'display-message -d'|'display-message -F'|'display-message 1'|'display-panes -d'|'display-panes 1'|'display-popup -b'|'display-popup -e'|'display-popup -h'|'display-popup -s'|'display-popup -S'|'display-popup -T'|'display-popup -w'|'display-popup -x'|'display-popup -y'|'display-popup 1'|'display-popup +'|'events --kinds'|'events --since'|'events -t'|'exec --timeout'|'export --format'|'export --before'|'export --after'|'export --limit'|'find-window 1'|'history --since'|'history -t'|'history -n'|'history --limit'|'history 1'|'history +'|'if-shell 1'|'join-pane -l'|'kill-pane -f'|'kill-session -f'|'kill-window -f'|'list-buffers -F'|'list-buffers -f'|'list-buffers -O'|'list-clients -F'|'list-clients -f'|'list-clients -O'|'list-commands -F'|'list-keys -F'|'list-keys -O'|'list-keys -P'|'list-keys 1'|'list-panes -F'|'list-panes -f'|'list-panes -O'|'list-sessions -F'|'list-sessions -f'|'list-sessions -O'|'list-windows -F'|'list-windows -f'|'list-windows -O'|'mcp -t'|'move-pane -l'|'move-pane -P'|'move-pane -X'|'move-pane -Y'|'move-pane -z'|'move-pane 1'|'new-pane -B'|'new-pane -l'|'new-pane -p'|'new-pane -T'|'new-pane -X'|'new-pane -x'|'new-pane -Y'|'new-pane -y'|'new-pane -e'|'new-pane -F'|'new-pane -m'|'new-pane -R'|'new-pane -S'|'new-pane -s'|'new-pane 1'|'new-pane +'|'new-session -e'|'new-session -F'|'new-session -f'|'new-session -n'|'new-session -s'|'new-session -x'|'new-session -y'|'new-session 1'|'new-session +'|'new-window -e'|'new-window -F'|'new-window -n'|'new-window 1'|'new-window +'|'options 1'|'options +'|'paste-buffer -s'|'pick 1'|'pick +'|'pipe-pane 1'|'read --lines'|'read --from'|'refresh-client -A'|'refresh-client -B'|'refresh-client -C'|'refresh-client -f'|'refresh-client -r'|'refresh-client 1'|'rename-session 1'|'rename-window 1'|'report --seq'|'report --source'|'report --message'|'report --ttl'|'report 1'|'resize-pane -x'|'resize-pane -y'|'resize-pane 1'|'resize-window -x'|'resize-window -y'|'resize-window 1'|'respawn-pane -e'|'respawn-pane 1'|'respawn-pane +'|'respawn-window -e'|'respawn-window 1'|'respawn-window +'|'restore 1'|'run-shell -d'|'run-shell -s'|'run-shell 1'|'run-shell +'|'search -t'|'search --since'|'search 1'|'search-everywhere -o'|'search-everywhere 1'|'select-pane -T'|'send-keys -N'|'send-keys 1'|'send-keys +'|'server-access 1'|'sessions --idle'|'set-buffer 1'|'set-environment 1'|'set-environment 2'|'set-option 2'|'set-window-option 2'|'show-environment 1'|'show-hooks -F'|'show-options -F'|'show-prompt-history -T'|'spawn --size'|'spawn --timeout'|'spawn -e'|'spawn -n'|'split-window -l'|'split-window -p'|'split-window -e'|'split-window -F'|'split-window -m'|'split-window -R'|'split-window -S'|'split-window -s'|'split-window 1'|'split-window +'|'submit --text'|'submit --regex'|'submit --quiet'|'submit --state'|'submit --stop'|'submit --keys'|'submit --timeout'|'submit 1'|'switch-client -O'|'switch-mode -F'|'switch-mode -f'|'switch-mode 1'|'theme 1'|'unbind-key 1'|'wait-for 1'|'web --listen'|'web --origin'|'web --trust-proxy'|'web --login-for'|'web --park-for'|'web --label'|'web --name'|'web --account'|'web --session'|'web --for'|'web 2'|' -c'|' -L'|' -T'|' --host') kind=any ;;
    'capture-pane -b'|'delete-buffer -b'|'load-buffer -b'|'paste-buffer -b'|'save-buffer -b'|'set-buffer -b'|'set-buffer -n'|'show-buffer -b') kind=buffer ;;
    'choose-history -c'|'choose-key -c'|'command-palette -c'|'command-prompt -t'|'confirm-before -t'|'detach-client -t'|'display-menu -c'|'display-message -c'|'display-panes -t'|'display-popup -c'|'load-buffer -t'|'lock-client -t'|'pick -t'|'refresh-client -t'|'send-keys -c'|'set-buffer -t'|'show-messages -t'|'suspend-client -t'|'switch-client -c') kind=client ;;
    'bind-key 2'|'bind-key +'|'confirm-before 1'|'exec 1'|'exec +'|'help 1'|'if-shell 2'|'if-shell 3'|'list-commands 1'|'schema 1'|'set-hook 2'|'set-hook +'|'spawn 1'|'spawn +') kind=command ;;
    'attach-session -c'|'display-popup -d'|'new-pane -c'|'new-session -c'|'new-window -c'|'pick -c'|'respawn-pane -c'|'respawn-window -c'|'run-shell -c'|'spawn -c'|'split-window -c') kind=directory ;;
    'backup 1'|'config 2'|'load-buffer 1'|'save-buffer 1'|'source-file 1'|'source-file +'|'upgrade 1'|'web --cert'|'web --key'|'workspace 2'|' -f'|' -S') kind=file ;;
    'set-hook 1'|'show-hooks 1') kind=hook ;;
    'select-layout 1') kind=layout ;;
    'set-option 1'|'set-window-option 1'|'show-options 1'|'show-window-options 1') kind=option ;;
    'await -t'|'break-pane -s'|'capture-pane -t'|'choose-buffer -t'|'choose-client -t'|'choose-history -t'|'choose-key -t'|'choose-tree -t'|'clear-history -t'|'clock-mode -t'|'command-palette -t'|'copy-mode -s'|'copy-mode -t'|'customize-mode -t'|'display-menu -t'|'display-message -t'|'display-popup -t'|'edit-scrollback -t'|'exec -t'|'export 1'|'find-window -t'|'if-shell -t'|'join-pane -s'|'join-pane -t'|'kill-pane -t'|'move-pane -s'|'move-pane -t'|'new-pane -t'|'paste-buffer -t'|'pipe-pane -t'|'quick-select -t'|'read -t'|'report -t'|'resize-pane -t'|'respawn-pane -t'|'run-shell -t'|'search-everywhere -t'|'select-layout -t'|'select-pane -t'|'send-keys -t'|'send-prefix -t'|'set-hook -t'|'set-option -t'|'show-hooks -t'|'show-options -t'|'source-file -t'|'spawn -t'|'split-window -t'|'submit -t'|'swap-pane -s'|'swap-pane -t'|'switch-mode -t'|'toggle-scratch -t') kind=pane ;;
    'attach-session -t'|'detach-client -s'|'has-session -t'|'kill-session -t'|'last-window -t'|'list-clients -t'|'list-windows -t'|'lock-session -t'|'new-session -t'|'next-window -t'|'previous-window -t'|'rename-session -t'|'restore -t'|'set-environment -t'|'show-environment -t'|'switch-client -t'|'web -t'|'workspace -t') kind=session ;;
    'bind-key -T'|'list-keys -T'|'switch-client -T'|'unbind-key -T') kind=table ;;
    'break-pane -t'|'kill-window -t'|'last-pane -t'|'link-window -s'|'link-window -t'|'list-panes -t'|'move-window -s'|'move-window -t'|'new-window -t'|'next-layout -t'|'previous-layout -t'|'rename-window -t'|'resize-window -t'|'respawn-window -t'|'rotate-window -t'|'select-window -t'|'set-window-option -t'|'show-window-options -t'|'swap-window -s'|'swap-window -t'|'toggle-floating -t'|'unlink-window -t') kind=window ;;
    *) return 1 ;;
    esac
}

_mux_names() {
    case $1 in
    session) _mux_ask list-sessions -F '#{session_name}' ;;
    window) _mux_ask list-windows -a -F '#{session_name}:#{window_index}' ;;
    pane) _mux_ask list-panes -a -F '#{session_name}:#{window_index}.#{pane_index}' ;;
    client) _mux_ask list-clients -F '#{client_name}' ;;
    buffer) _mux_ask list-buffers -F '#{buffer_name}' ;;
    table) printf '%s\n' copy-mode copy-mode-vi move prefix root ;;
    layout) printf '%s\n' even-horizontal even-vertical main-horizontal main-horizontal-mirrored main-vertical main-vertical-mirrored tiled stacked ;;
    option) printf '%s\n' backspace buffer-limit command-alias codepoint-widths compatibility copy-command cursor-colour cursor-style default-client-command default-look default-terminal themes tmux-command reload-config restore restore-programs editor escape-time exit-empty exit-unattached extended-keys extended-keys-format focus-events get-clipboard history-file input-buffer-size menu-style menu-selected-style menu-border-style menu-border-lines message-limit prefix-timeout prompt-history-limit notify-finished-ignore pick-zoxide open-command quick-select-patterns set-clipboard terminal-overrides terminal-features user-keys variation-selector-always-wide activity-action assume-paste-time base-index bell-action default-command default-shell default-size destroy-unattached detach-on-destroy display-panes-active-colour display-panes-colour display-panes-time display-time focus-follows-mouse history-limit initial-repeat-time key-table key-hints lock-after-time session-idle-timeout lock-command message-command-style message-error-style message-format message-line message-style message-warning-style mouse prefix prefix2 renumber-windows repeat-time scratch-command set-titles set-titles-string silence-action status status-bg status-fg status-format status-interval status-justify status-keys status-left status-left-length status-left-style status-position status-right status-right-length status-right-style status-style theme theme-dark theme-light pane-status-current-style pane-status-style prompt-cursor-colour prompt-cursor-style prompt-command-cursor-style session-status-current-style session-status-style update-environment visual-activity visual-bell visual-silence word-separators aggressive-resize allow-notifications allow-passthrough allow-rename allow-reports allow-set-title alternate-screen automatic-rename automatic-rename-format clock-mode-colour clock-mode-style copy-mode-match-style copy-mode-current-match-style copy-mode-mark-style copy-mode-line-numbers copy-mode-line-number-style copy-mode-current-line-number-style copy-mode-position-format copy-mode-position-style copy-mode-selection-style fill-character auto-layout auto-layout-paused main-pane-height main-pane-width mode-keys mode-style monitor-activity monitor-bell monitor-silence notify-finished notify-finished-after other-pane-height other-pane-width pane-active-border-style pane-base-index pane-border-format pane-border-indicators pane-border-lines pane-border-status pane-border-style pane-colours pane-gaps pane-padding pane-place pane-pinned pane-scratch pane-scrollbars pane-scrollbars-style pane-scrollbars-position popup-style popup-border-style popup-border-lines record remain-on-exit remain-on-exit-format scroll-on-clear synchronize-panes tiled-layout-max-columns tree-mode-preview-format tree-mode-preview-style window-active-style window-pane-current-status-format window-pane-status-format window-size window-style window-status-activity-style window-status-bell-style window-status-current-format window-status-current-style window-status-format window-status-last-style window-status-separator window-status-style wrap-search xterm-keys ;;
    hook) printf '%s\n' after-bind-key after-capture-pane after-copy-mode after-display-message after-display-panes after-kill-pane after-list-buffers after-list-clients after-list-keys after-list-panes after-list-sessions after-list-windows after-load-buffer after-lock-server after-new-session after-new-window after-paste-buffer after-pipe-pane after-queue after-refresh-client after-rename-session after-rename-window after-resize-pane after-resize-window after-save-buffer after-select-layout after-select-pane after-select-window after-send-keys after-set-buffer after-set-environment after-set-hook after-set-option after-show-environment after-show-messages after-show-options after-split-window after-unbind-key alert-activity alert-bell alert-silence client-active client-attached client-dark-theme client-detached client-focus-in client-focus-out client-light-theme client-resized client-session-changed command-error pane-died pane-exited pane-focus-in pane-focus-out pane-mode-changed pane-set-clipboard pane-title-changed session-closed session-created session-renamed session-window-changed window-layout-changed window-linked window-pane-changed window-renamed window-resized window-unlinked client-closed client-created marked-pane-changed pane-activity pane-bell pane-command-finished pane-command-started pane-created pane-mode-entered pane-mode-exited pane-moved pane-prompt-closed pane-prompt-opened pane-resized pane-shell-prompt pane-state session-added-to-group session-removed-from-group window-closed window-created window-unzoomed window-zoomed ;;
    command) printf '%s\n' attach-session await backup bind-key break-pane capture-pane choose-buffer choose-client choose-history choose-key choose-tree clear-history clear-prompt-history clock-mode command-palette command-prompt completions config confirm-before copy-mode customize-mode delete-buffer detach-client display-menu display-message display-panes display-popup doctor edit-scrollback events exec export find-window has-session help history if-shell join-pane kill-pane kill-server kill-session kill-window last-pane last-window link-window list-buffers list-clients list-commands list-keys list-panes list-sessions list-windows load-buffer lock-client lock-server lock-session man mcp move-pane move-window new-pane new-session new-window next-layout next-window options paste-buffer pick pipe-pane previous-layout previous-window proxy quick-select read refresh-client rename-session rename-window report resize-pane resize-window respawn-pane respawn-window restore rotate-window run-shell save save-buffer schema search search-everywhere select-layout select-pane select-window send-keys send-prefix server-access service sessions set-buffer set-environment set-hook set-option set-window-option shell-integration show-buffer show-environment show-hooks show-messages show-options show-prompt-history show-window-options skill snapshots source-file spawn split-window start-server status submit suspend-client swap-pane swap-window switch-client switch-mode theme toggle-floating toggle-scratch tour unbind-key undo unlink-window upgrade wait-for web workspace ;;
    =*) printf '%s\n' ${1#=} ;;
    esac
}

complete -F _mux_complete mux

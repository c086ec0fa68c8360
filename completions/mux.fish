# fish completion for mux; made from its tables of commands.

# The command on the line, if there is one already.
function __mux_command
    set -l words (commandline -opc)
    set -e words[1]
    while set -q words[1]
        switch $words[1]
            case '-c' '-f' '-L' '-S' '-T' '--host'
                set -e words[1]
            case '-*'
            case '*'
                __mux_canonical $words[1]
                return 0
        end
        set -e words[1]
    end
    return 1
end

function __mux_is
    set -l command (__mux_command); and contains -- $command $argv
end

# Asks the server that the line is about.
function __mux_ask
    set -l words (commandline -opc)
    set -l program $words[1]
    set -l socket
    set -e words[1]
    while set -q words[1]; and string match -q -- '-*' $words[1]
        switch $words[1]
            case '-L' '-S'
                set -a socket $words[1..2]
                set -e words[1]
            case '-L*' '-S*'
                set -a socket $words[1]
            case '-c' '-f' '-L' '-S' '-T' '--host'
                set -e words[1]
        end
        set -e words[1]
    end
    command $program $socket $argv 2>/dev/null
end

function __mux_canonical
    switch $argv[1]
        case attach
            echo attach-session
        case bind
            echo bind-key
        case breakp
            echo break-pane
        case capturep
            echo capture-pane
        case clearhist
            echo clear-history
        case clearphist
            echo clear-prompt-history
        case confirm
            echo confirm-before
        case deleteb
            echo delete-buffer
        case detach
            echo detach-client
        case menu
            echo display-menu
        case display
            echo display-message
        case displayp
            echo display-panes
        case popup
            echo display-popup
        case findw
            echo find-window
        case has
            echo has-session
        case if
            echo if-shell
        case joinp
            echo join-pane
        case killp
            echo kill-pane
        case killw
            echo kill-window
        case lastp
            echo last-pane
        case last
            echo last-window
        case linkw
            echo link-window
        case lsb
            echo list-buffers
        case lsc
            echo list-clients
        case lscm
            echo list-commands
        case lsk
            echo list-keys
        case lsp
            echo list-panes
        case ls
            echo list-sessions
        case lsw
            echo list-windows
        case loadb
            echo load-buffer
        case lockc
            echo lock-client
        case lock
            echo lock-server
        case locks
            echo lock-session
        case movep
            echo move-pane
        case movew
            echo move-window
        case newp
            echo new-pane
        case new
            echo new-session
        case neww
            echo new-window
        case nextl
            echo next-layout
        case next
            echo next-window
        case pasteb
            echo paste-buffer
        case pipep
            echo pipe-pane
        case prevl
            echo previous-layout
        case prev
            echo previous-window
        case refresh
            echo refresh-client
        case rename
            echo rename-session
        case renamew
            echo rename-window
        case resizep
            echo resize-pane
        case resizew
            echo resize-window
        case respawnp
            echo respawn-pane
        case respawnw
            echo respawn-window
        case rotatew
            echo rotate-window
        case run
            echo run-shell
        case saveb
            echo save-buffer
        case selectl
            echo select-layout
        case selectp
            echo select-pane
        case selectw
            echo select-window
        case send
            echo send-keys
        case setb
            echo set-buffer
        case setenv
            echo set-environment
        case set
            echo set-option
        case setw
            echo set-window-option
        case showb
            echo show-buffer
        case showenv
            echo show-environment
        case showmsgs
            echo show-messages
        case show
            echo show-options
        case showphist
            echo show-prompt-history
        case showw
            echo show-window-options
        case source
            echo source-file
        case splitw
            echo split-window
        case start
            echo start-server
        case suspendc
            echo suspend-client
        case swapp
            echo swap-pane
        case swapw
            echo swap-window
        case switchc
            echo switch-client
        case unbind
            echo unbind-key
        case unlinkw
            echo unlink-window
        case wait
            echo wait-for
        case '*'
            set -l found (string match -- $argv[1]'*' attach-session await backup bind-key break-pane capture-pane choose-buffer choose-client choose-history choose-key choose-tree clear-history clear-prompt-history clock-mode command-palette command-prompt completions config confirm-before copy-mode customize-mode delete-buffer detach-client display-menu display-message display-panes display-popup doctor edit-scrollback events exec export find-window has-session help history if-shell join-pane kill-pane kill-server kill-session kill-window last-pane last-window link-window list-buffers list-clients list-commands list-keys list-panes list-sessions list-windows load-buffer lock-client lock-server lock-session man mcp move-pane move-window new-pane new-session new-window next-layout next-window options paste-buffer pick pipe-pane previous-layout previous-window proxy quick-select read refresh-client rename-session rename-window report resize-pane resize-window respawn-pane respawn-window restore rotate-window run-shell save save-buffer schema search search-everywhere select-layout select-pane select-window send-keys send-prefix server-access service sessions set-buffer set-environment set-hook set-option set-window-option shell-integration show-buffer show-environment show-hooks show-messages show-options show-prompt-history show-window-options skill snapshots source-file spawn split-window start-server status submit suspend-client swap-pane swap-window switch-client switch-mode theme toggle-floating toggle-scratch tour unbind-key undo unlink-window upgrade wait-for web workspace)
            if test (count $found) -eq 1
                echo $found
            else
                echo $argv[1]
            end
    end
end

function __mux_session
    __mux_ask list-sessions -F '#{session_name}'
end

function __mux_window
    __mux_ask list-windows -a -F '#{session_name}:#{window_index}'
end

function __mux_pane
    __mux_ask list-panes -a -F '#{session_name}:#{window_index}.#{pane_index}'
end

function __mux_client
    __mux_ask list-clients -F '#{client_name}'
end

function __mux_buffer
    __mux_ask list-buffers -F '#{buffer_name}'
end

function __mux_table
    printf '%s\n' copy-mode copy-mode-vi move prefix root
end

function __mux_layout
    printf '%s\n' even-horizontal even-vertical main-horizontal main-horizontal-mirrored main-vertical main-vertical-mirrored tiled stacked
end

function __mux_option
    printf '%s\n' backspace buffer-limit command-alias codepoint-widths compatibility copy-command cursor-colour cursor-style default-client-command default-look default-terminal themes tmux-command reload-config restore restore-programs editor escape-time exit-empty exit-unattached extended-keys extended-keys-format focus-events get-clipboard history-file input-buffer-size menu-style menu-selected-style menu-border-style menu-border-lines message-limit prefix-timeout prompt-history-limit notify-finished-ignore pick-zoxide open-command quick-select-patterns set-clipboard terminal-overrides terminal-features user-keys variation-selector-always-wide activity-action assume-paste-time base-index bell-action default-command default-shell default-size destroy-unattached detach-on-destroy display-panes-active-colour display-panes-colour display-panes-time display-time focus-follows-mouse history-limit initial-repeat-time key-table key-hints lock-after-time session-idle-timeout lock-command message-command-style message-error-style message-format message-line message-style message-warning-style mouse prefix prefix2 renumber-windows repeat-time scratch-command set-titles set-titles-string silence-action status status-bg status-fg status-format status-interval status-justify status-keys status-left status-left-length status-left-style status-position status-right status-right-length status-right-style status-style theme theme-dark theme-light pane-status-current-style pane-status-style prompt-cursor-colour prompt-cursor-style prompt-command-cursor-style session-status-current-style session-status-style update-environment visual-activity visual-bell visual-silence word-separators aggressive-resize allow-notifications allow-passthrough allow-rename allow-reports allow-set-title alternate-screen automatic-rename automatic-rename-format clock-mode-colour clock-mode-style copy-mode-match-style copy-mode-current-match-style copy-mode-mark-style copy-mode-line-numbers copy-mode-line-number-style copy-mode-current-line-number-style copy-mode-position-format copy-mode-position-style copy-mode-selection-style fill-character auto-layout auto-layout-paused main-pane-height main-pane-width mode-keys mode-style monitor-activity monitor-bell monitor-silence notify-finished notify-finished-after other-pane-height other-pane-width pane-active-border-style pane-base-index pane-border-format pane-border-indicators pane-border-lines pane-border-status pane-border-style pane-colours pane-gaps pane-padding pane-place pane-pinned pane-scratch pane-scrollbars pane-scrollbars-style pane-scrollbars-position popup-style popup-border-style popup-border-lines record remain-on-exit remain-on-exit-format scroll-on-clear synchronize-panes tiled-layout-max-columns tree-mode-preview-format tree-mode-preview-style window-active-style window-pane-current-status-format window-pane-status-format window-size window-style window-status-activity-style window-status-bell-style window-status-current-format window-status-current-style window-status-format window-status-last-style window-status-separator window-status-style wrap-search xterm-keys
end

function __mux_hook
    printf '%s\n' after-bind-key after-capture-pane after-copy-mode after-display-message after-display-panes after-kill-pane after-list-buffers after-list-clients after-list-keys after-list-panes after-list-sessions after-list-windows after-load-buffer after-lock-server after-new-session after-new-window after-paste-buffer after-pipe-pane after-queue after-refresh-client after-rename-session after-rename-window after-resize-pane after-resize-window after-save-buffer after-select-layout after-select-pane after-select-window after-send-keys after-set-buffer after-set-environment after-set-hook after-set-option after-show-environment after-show-messages after-show-options after-split-window after-unbind-key alert-activity alert-bell alert-silence client-active client-attached client-dark-theme client-detached client-focus-in client-focus-out client-light-theme client-resized client-session-changed command-error pane-died pane-exited pane-focus-in pane-focus-out pane-mode-changed pane-set-clipboard pane-title-changed session-closed session-created session-renamed session-window-changed window-layout-changed window-linked window-pane-changed window-renamed window-resized window-unlinked client-closed client-created marked-pane-changed pane-activity pane-bell pane-command-finished pane-command-started pane-created pane-mode-entered pane-mode-exited pane-moved pane-prompt-closed pane-prompt-opened pane-resized pane-shell-prompt pane-state session-added-to-group session-removed-from-group window-closed window-created window-unzoomed window-zoomed
end

function __mux_names
    printf '%s\n' attach-session await backup bind-key break-pane capture-pane choose-buffer choose-client choose-history choose-key choose-tree clear-history clear-prompt-history clock-mode command-palette command-prompt completions config confirm-before copy-mode customize-mode delete-buffer detach-client display-menu display-message display-panes display-popup doctor edit-scrollback events exec export find-window has-session help history if-shell join-pane kill-pane kill-server kill-session kill-window last-pane last-window link-window list-buffers list-clients list-commands list-keys list-panes list-sessions list-windows load-buffer lock-client lock-server lock-session man mcp move-pane move-window new-pane new-session new-window next-layout next-window options paste-buffer pick pipe-pane previous-layout previous-window proxy quick-select read refresh-client rename-session rename-window report resize-pane resize-window respawn-pane respawn-window restore rotate-window run-shell save save-buffer schema search search-everywhere select-layout select-pane select-window send-keys send-prefix server-access service sessions set-buffer set-environment set-hook set-option set-window-option shell-integration show-buffer show-environment show-hooks show-messages show-options show-prompt-history show-window-options skill snapshots source-file spawn split-window start-server status submit suspend-client swap-pane swap-window switch-client switch-mode theme toggle-floating toggle-scratch tour unbind-key undo unlink-window upgrade wait-for web workspace
end

complete -c mux -f
complete -c mux -n 'not __mux_command >/dev/null' -s 2 -d 'The terminal has 256 colours'
complete -c mux -n 'not __mux_command >/dev/null' -s C -d 'Control mode: talk to another program in lines; twice: without echo'
complete -c mux -n 'not __mux_command >/dev/null' -s h -d 'Show usage'
complete -c mux -n 'not __mux_command >/dev/null' -s l -d 'Behave as a login shell'
complete -c mux -n 'not __mux_command >/dev/null' -s N -d 'Never start a server'
complete -c mux -n 'not __mux_command >/dev/null' -s u -d 'The terminal supports UTF-8, whatever the locale says'
complete -c mux -n 'not __mux_command >/dev/null' -s v -d 'Log more if a server is started: inputs, effects and frames; twice: everything'
complete -c mux -n 'not __mux_command >/dev/null' -s V -d 'Print the version'
complete -c mux -n 'not __mux_command >/dev/null' -s c -x -d 'Run this shell command with the default shell'
complete -c mux -n 'not __mux_command >/dev/null' -s f -r -F -d 'Read this configuration file instead of the default ones'
complete -c mux -n 'not __mux_command >/dev/null' -s L -x -d 'Use the server with this socket name'
complete -c mux -n 'not __mux_command >/dev/null' -s S -r -F -d 'Use the server with this socket path'
complete -c mux -n 'not __mux_command >/dev/null' -s T -x -d 'Features of the terminal, as in terminal-features'
complete -c mux -n 'not __mux_command >/dev/null' -l host -x -d 'Run the command on this host, over ssh'
complete -c mux -n 'not __mux_command >/dev/null' -a attach-session -d 'Attach to an existing session'
complete -c mux -n 'not __mux_command >/dev/null' -a await -d 'Wait until a pane meets a condition, and print the position in its output that follows'
complete -c mux -n 'not __mux_command >/dev/null' -a backup -d 'Back up layouts and scrollback to a file, or restore sessions from one'
complete -c mux -n 'not __mux_command >/dev/null' -a bind-key -d 'Bind a key to commands'
complete -c mux -n 'not __mux_command >/dev/null' -a break-pane -d 'Move a pane to a new window, or let it float'
complete -c mux -n 'not __mux_command >/dev/null' -a capture-pane -d 'Copy a pane\'s contents to a buffer or to standard output'
complete -c mux -n 'not __mux_command >/dev/null' -a choose-buffer -d 'Choose a paste buffer from a list'
complete -c mux -n 'not __mux_command >/dev/null' -a choose-client -d 'Choose a client from a list'
complete -c mux -n 'not __mux_command >/dev/null' -a choose-history -d 'List the commands that ran in all sessions, with their output. Enter types one at the prompt and does not run it, Ctrl-o goes to its output in copy mode'
complete -c mux -n 'not __mux_command >/dev/null' -a choose-key -d 'List the bindings of all key tables, and run one'
complete -c mux -n 'not __mux_command >/dev/null' -a choose-tree -d 'Choose a session, window or pane from a tree'
complete -c mux -n 'not __mux_command >/dev/null' -a clear-history -d 'Delete the history of a pane'
complete -c mux -n 'not __mux_command >/dev/null' -a clear-prompt-history -d 'Delete the history of prompts'
complete -c mux -n 'not __mux_command >/dev/null' -a clock-mode -d 'Show a large clock in a pane until a key is pressed'
complete -c mux -n 'not __mux_command >/dev/null' -a command-palette -d 'Search bindings, commands and options in words, and run one'
complete -c mux -n 'not __mux_command >/dev/null' -a command-prompt -d 'Prompt for input, and run a command with it'
complete -c mux -n 'not __mux_command >/dev/null' -a completions -d 'Print a shell\'s completion script for mux'
complete -c mux -n 'not __mux_command >/dev/null' -a config -d 'Write a first configuration file, or check files without running them'
complete -c mux -n 'not __mux_command >/dev/null' -a confirm-before -d 'Ask for confirmation, and run a command if it is given'
complete -c mux -n 'not __mux_command >/dev/null' -a copy-mode -d 'Enter copy mode to read, search and copy the text of a pane'
complete -c mux -n 'not __mux_command >/dev/null' -a customize-mode -d 'Browse and change options'
complete -c mux -n 'not __mux_command >/dev/null' -a delete-buffer -d 'Delete a paste buffer'
complete -c mux -n 'not __mux_command >/dev/null' -a detach-client -d 'Detach a client from its session, which keeps running'
complete -c mux -n 'not __mux_command >/dev/null' -a display-menu -d 'Show a menu'
complete -c mux -n 'not __mux_command >/dev/null' -a display-message -d 'Show a message in the status line, or print it'
complete -c mux -n 'not __mux_command >/dev/null' -a display-panes -d 'Show pane numbers, to choose one with a key'
complete -c mux -n 'not __mux_command >/dev/null' -a display-popup -d 'Show a program in a box over the panes of a client, or change the box that is shown'
complete -c mux -n 'not __mux_command >/dev/null' -a doctor -d 'Check this machine for problems and suggest fixes'
complete -c mux -n 'not __mux_command >/dev/null' -a edit-scrollback -d 'Open a pane\'s history and screen as text in the user\'s editor, in a new window'
complete -c mux -n 'not __mux_command >/dev/null' -a events -d 'Print a snapshot of sessions, windows, panes and clients, then every change, one JSON object a line. It goes on until it is interrupted, also when the server is replaced'
complete -c mux -n 'not __mux_command >/dev/null' -a exec -d 'Run a command in the shell of a pane, print its output, and return its exit status'
complete -c mux -n 'not __mux_command >/dev/null' -a export -d 'Print a pane\'s complete scrollback, including lines that are only on disk'
complete -c mux -n 'not __mux_command >/dev/null' -a find-window -d 'Choose from the panes whose window name, title or visible content matches a text'
complete -c mux -n 'not __mux_command >/dev/null' -a has-session -d 'Exit with 0 if the session exists, with 1 if not'
complete -c mux -n 'not __mux_command >/dev/null' -a help -d 'Show usage and the first keys, or the flags of a command'
complete -c mux -n 'not __mux_command >/dev/null' -a history -d 'List the commands that ran in the panes of all sessions, closed ones included. The shell has to mark them (shell-integration)'
complete -c mux -n 'not __mux_command >/dev/null' -a if-shell -d 'Run a command if a shell command succeeds, or another one if it fails'
complete -c mux -n 'not __mux_command >/dev/null' -a join-pane -d 'Split the target pane, and move another pane into the space. A floating pane without a target becomes a tiled one'
complete -c mux -n 'not __mux_command >/dev/null' -a kill-pane -d 'Close a pane and end its program (the last pane closes its window)'
complete -c mux -n 'not __mux_command >/dev/null' -a kill-server -d 'End all sessions, their programs and the server'
complete -c mux -n 'not __mux_command >/dev/null' -a kill-session -d 'End a session, and close its windows unless other sessions share them'
complete -c mux -n 'not __mux_command >/dev/null' -a kill-window -d 'Close a window and end its programs (the last window ends its session)'
complete -c mux -n 'not __mux_command >/dev/null' -a last-pane -d 'Select the previously active pane'
complete -c mux -n 'not __mux_command >/dev/null' -a last-window -d 'Select the previously selected window'
complete -c mux -n 'not __mux_command >/dev/null' -a link-window -d 'Link a window to another session, so that both share it'
complete -c mux -n 'not __mux_command >/dev/null' -a list-buffers -d 'List the paste buffers'
complete -c mux -n 'not __mux_command >/dev/null' -a list-clients -d 'List the attached clients'
complete -c mux -n 'not __mux_command >/dev/null' -a list-commands -d 'List commands and their flags'
complete -c mux -n 'not __mux_command >/dev/null' -a list-keys -d 'List key bindings'
complete -c mux -n 'not __mux_command >/dev/null' -a list-panes -d 'List panes'
complete -c mux -n 'not __mux_command >/dev/null' -a list-sessions -d 'List the sessions'
complete -c mux -n 'not __mux_command >/dev/null' -a list-windows -d 'List windows'
complete -c mux -n 'not __mux_command >/dev/null' -a load-buffer -d 'Load a file into a paste buffer'
complete -c mux -n 'not __mux_command >/dev/null' -a lock-client -d 'Run lock-command in a client\'s terminal until it ends'
complete -c mux -n 'not __mux_command >/dev/null' -a lock-server -d 'Run lock-command in the terminal of every client until it ends'
complete -c mux -n 'not __mux_command >/dev/null' -a lock-session -d 'Run lock-command in the terminals of a session\'s clients until it ends'
complete -c mux -n 'not __mux_command >/dev/null' -a man -d 'Print this manual for man'
complete -c mux -n 'not __mux_command >/dev/null' -a mcp -d 'Serve the Model Context Protocol on standard input and output, for agents'
complete -c mux -n 'not __mux_command >/dev/null' -a move-pane -d 'Move a floating pane, or split the target pane and move another pane into the space'
complete -c mux -n 'not __mux_command >/dev/null' -a move-window -d 'Move a window to another index or session'
complete -c mux -n 'not __mux_command >/dev/null' -a new-pane -d 'Start a program in a floating pane above the layout'
complete -c mux -n 'not __mux_command >/dev/null' -a new-session -d 'Create a session and attach to it'
complete -c mux -n 'not __mux_command >/dev/null' -a new-window -d 'Create a window'
complete -c mux -n 'not __mux_command >/dev/null' -a next-layout -d 'Switch to the next preset layout'
complete -c mux -n 'not __mux_command >/dev/null' -a next-window -d 'Select the next window by index'
complete -c mux -n 'not __mux_command >/dev/null' -a options -d 'List global options and who set them, or the settings that were changed by hand'
complete -c mux -n 'not __mux_command >/dev/null' -a paste-buffer -d 'Paste a buffer into a pane'
complete -c mux -n 'not __mux_command >/dev/null' -a pick -d 'List sessions, saved sessions, workspaces, worktrees and directories, and go to one'
complete -c mux -n 'not __mux_command >/dev/null' -a pipe-pane -d 'Pipe a pane\'s output to a shell command, or the command\'s output to the pane'
complete -c mux -n 'not __mux_command >/dev/null' -a previous-layout -d 'Switch to the previous preset layout'
complete -c mux -n 'not __mux_command >/dev/null' -a previous-window -d 'Select the previous window by index'
complete -c mux -n 'not __mux_command >/dev/null' -a proxy -d 'Connect standard input and output to the server (run over ssh by mux attach HOST)'
complete -c mux -n 'not __mux_command >/dev/null' -a quick-select -d 'Label URLs, paths, hashes, addresses, numbers and quoted strings in a pane, and copy one by its letter'
complete -c mux -n 'not __mux_command >/dev/null' -a read -d 'Print the output of a pane: its screen, its last lines, or what is new since a position'
complete -c mux -n 'not __mux_command >/dev/null' -a refresh-client -d 'Redraw a client'
complete -c mux -n 'not __mux_command >/dev/null' -a rename-session -d 'Rename a session'
complete -c mux -n 'not __mux_command >/dev/null' -a rename-window -d 'Rename a window, and stop renaming it automatically'
complete -c mux -n 'not __mux_command >/dev/null' -a report -d 'Tell the state of the program in a pane: status lines, lists and waiting commands show it'
complete -c mux -n 'not __mux_command >/dev/null' -a resize-pane -d 'Resize or zoom a pane'
complete -c mux -n 'not __mux_command >/dev/null' -a resize-window -d 'Resize a window, and stop fitting it to its clients'
complete -c mux -n 'not __mux_command >/dev/null' -a respawn-pane -d 'Start the program of a pane again after it has ended'
complete -c mux -n 'not __mux_command >/dev/null' -a respawn-window -d 'Start a window again with one pane, after its programs have ended'
complete -c mux -n 'not __mux_command >/dev/null' -a restore -d 'Restore the sessions, windows and panes of a snapshot that are not open'
complete -c mux -n 'not __mux_command >/dev/null' -a rotate-window -d 'Rotate the panes of a window through their positions'
complete -c mux -n 'not __mux_command >/dev/null' -a run-shell -d 'Run a shell command and print its output'
complete -c mux -n 'not __mux_command >/dev/null' -a save -d 'Write layouts and scrollback to disk and wait until done'
complete -c mux -n 'not __mux_command >/dev/null' -a save-buffer -d 'Save a paste buffer to a file'
complete -c mux -n 'not __mux_command >/dev/null' -a schema -d 'Print the JSON Schema of the output of a command with --json, or of all'
complete -c mux -n 'not __mux_command >/dev/null' -a search -d 'Search the scrollback of all sessions, including closed ones'
complete -c mux -n 'not __mux_command >/dev/null' -a search-everywhere -d 'List the lines of all panes, running and closed, that match a regular expression'
complete -c mux -n 'not __mux_command >/dev/null' -a select-layout -d 'Arrange the panes of a window in a layout'
complete -c mux -n 'not __mux_command >/dev/null' -a select-pane -d 'Select a pane'
complete -c mux -n 'not __mux_command >/dev/null' -a select-window -d 'Select a window'
complete -c mux -n 'not __mux_command >/dev/null' -a send-keys -d 'Send keys to a pane'
complete -c mux -n 'not __mux_command >/dev/null' -a send-prefix -d 'Send the prefix key to a pane'
complete -c mux -n 'not __mux_command >/dev/null' -a server-access -d 'Let other users connect to the server. The permissions of the socket must let them, too'
complete -c mux -n 'not __mux_command >/dev/null' -a service -d 'Start mux at boot or login, as a systemd user unit or a launchd agent'
complete -c mux -n 'not __mux_command >/dev/null' -a sessions -d 'End idle sessions (restore brings them back)'
complete -c mux -n 'not __mux_command >/dev/null' -a set-buffer -d 'Set, append to or rename a paste buffer'
complete -c mux -n 'not __mux_command >/dev/null' -a set-environment -d 'Set or unset an environment variable of new programs'
complete -c mux -n 'not __mux_command >/dev/null' -a set-hook -d 'Set, unset or run a hook'
complete -c mux -n 'not __mux_command >/dev/null' -a set-option -d 'Set or unset an option'
complete -c mux -n 'not __mux_command >/dev/null' -a set-window-option -d 'Set or unset a window option'
complete -c mux -n 'not __mux_command >/dev/null' -a shell-integration -d 'Print the lines with which a shell marks its prompts and the output of commands; in its startup file: eval "$(mux shell-integration bash)"'
complete -c mux -n 'not __mux_command >/dev/null' -a show-buffer -d 'Show the contents of a paste buffer'
complete -c mux -n 'not __mux_command >/dev/null' -a show-environment -d 'Show the environment variables of new programs'
complete -c mux -n 'not __mux_command >/dev/null' -a show-hooks -d 'Show hooks and their commands'
complete -c mux -n 'not __mux_command >/dev/null' -a show-messages -d 'Show the server\'s message log'
complete -c mux -n 'not __mux_command >/dev/null' -a show-options -d 'Show options and their values'
complete -c mux -n 'not __mux_command >/dev/null' -a show-prompt-history -d 'Show the history of prompts'
complete -c mux -n 'not __mux_command >/dev/null' -a show-window-options -d 'Show window options'
complete -c mux -n 'not __mux_command >/dev/null' -a skill -d 'Print one page that teaches coding agents to use mux'
complete -c mux -n 'not __mux_command >/dev/null' -a snapshots -d 'List the snapshots (saved layouts), the current layout first'
complete -c mux -n 'not __mux_command >/dev/null' -a source-file -d 'Run the commands in files'
complete -c mux -n 'not __mux_command >/dev/null' -a spawn -d 'Start a program in a new pane without a shell, and print the id of the pane'
complete -c mux -n 'not __mux_command >/dev/null' -a split-window -d 'Split a pane, and start a program in the new one'
complete -c mux -n 'not __mux_command >/dev/null' -a start-server -d 'Start the server if it is not running'
complete -c mux -n 'not __mux_command >/dev/null' -a status -d 'Show sessions, memory use and when the state was last saved'
complete -c mux -n 'not __mux_command >/dev/null' -a submit -d 'Type a line into a pane and press Enter, when the program has read the line'
complete -c mux -n 'not __mux_command >/dev/null' -a suspend-client -d 'Suspend a client, as Ctrl-Z does with a program'
complete -c mux -n 'not __mux_command >/dev/null' -a swap-pane -d 'Swap two panes'
complete -c mux -n 'not __mux_command >/dev/null' -a swap-window -d 'Swap two windows'
complete -c mux -n 'not __mux_command >/dev/null' -a switch-client -d 'Switch a client to another session'
complete -c mux -n 'not __mux_command >/dev/null' -a switch-mode -d 'Switch to a window or session by typing a part of its name'
complete -c mux -n 'not __mux_command >/dev/null' -a theme -d 'List the themes with samples of their colours, or choose one for all sessions'
complete -c mux -n 'not __mux_command >/dev/null' -a toggle-floating -d 'Hide the floating panes of a window, or show them again. Their programs go on. Panes with the option `pane-pinned` stay'
complete -c mux -n 'not __mux_command >/dev/null' -a toggle-scratch -d 'Show the floating scratch pane of a session, or hide it. Each session has one: it is made on first use, goes on while it is hidden, and follows to the current window'
complete -c mux -n 'not __mux_command >/dev/null' -a tour -d 'Practice the first keys in a session of its own, which ends afterwards (two minutes)'
complete -c mux -n 'not __mux_command >/dev/null' -a unbind-key -d 'Remove key bindings'
complete -c mux -n 'not __mux_command >/dev/null' -a undo -d 'Bring back the pane, window or session that was closed last; repeat to go further back'
complete -c mux -n 'not __mux_command >/dev/null' -a unlink-window -d 'Remove a window from one of the sessions that share it'
complete -c mux -n 'not __mux_command >/dev/null' -a upgrade -d 'Replace the running server with another mux program, without interrupting sessions'
complete -c mux -n 'not __mux_command >/dev/null' -a wait-for -d 'Wait for a signal on a channel, send one, or lock the channel'
complete -c mux -n 'not __mux_command >/dev/null' -a web -d 'Serve the sessions to browsers: prints an address to open'
complete -c mux -n 'not __mux_command >/dev/null' -a workspace -d 'Save a session\'s windows, splits, directories and commands as a file, or load a file'
complete -c mux -n '__mux_is attach-session' -s d -d 'Detach all other clients of the session'
complete -c mux -n '__mux_is attach-session' -s E -d 'Do not update the session\'s environment from this client (see update-environment)'
complete -c mux -n '__mux_is attach-session' -s r -d 'Attach read-only'
complete -c mux -n '__mux_is attach-session' -s x -d 'Like -d, and send SIGHUP to the clients\' parent processes'
complete -c mux -n '__mux_is attach-session' -s c -r -f -a '(__fish_complete_directories)' -d 'Default directory of new windows'
complete -c mux -n '__mux_is attach-session' -s f -x -d 'Client flags, comma-separated: read-only, ignore-size (! before a flag clears it)'
complete -c mux -n '__mux_is attach-session' -s t -r -f -a '(__mux_session)' -d 'Target session, or a window or pane in it (default: the most recently used session)'
complete -c mux -n '__mux_is await' -l exit -d 'Wait until the program of the pane ends'
complete -c mux -n '__mux_is await' -l text -x -d 'Wait for a line that contains this text (may be repeated)'
complete -c mux -n '__mux_is await' -l regex -x -d 'Wait for a line that matches this regular expression (may be repeated)'
complete -c mux -n '__mux_is await' -l quiet -x -d 'Wait until there is no output for this time, such as 500ms'
complete -c mux -n '__mux_is await' -l prompt -d 'Wait until the shell is at its prompt'
complete -c mux -n '__mux_is await' -l command -d 'Wait until a command of the shell ends'
complete -c mux -n '__mux_is await' -l state -x -d 'Wait for a state: working, blocked, done, idle or error (separated by commas)'
complete -c mux -n '__mux_is await' -l gone -d 'Wait until the pane is closed'
complete -c mux -n '__mux_is await' -l stop -x -d 'End with status 5 at a line that matches this regular expression (may be repeated)'
complete -c mux -n '__mux_is await' -l all -d 'Wait for each condition in each pane, instead of one in one pane'
complete -c mux -n '__mux_is await' -l from -x -d 'Count output after this position, as printed by commands for scripts'
complete -c mux -n '__mux_is await' -l now -d 'Count only what follows (default)'
complete -c mux -n '__mux_is await' -l seen -d 'Count what is there already, too'
complete -c mux -n '__mux_is await' -l timeout -x -d 'The longest time to wait, or none (default: 30s)'
complete -c mux -n '__mux_is await' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is await' -s t -r -f -a '(__mux_pane)' -d 'Target pane (default: the pane of the caller; may be repeated)'
complete -c mux -n '__mux_is backup' -l restore -d 'Restore the sessions in the file that do not run'
complete -c mux -n '__mux_is backup' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is backup' -F
complete -c mux -n '__mux_is bind-key' -s n -d 'Bind in the root key table, which needs no prefix key'
complete -c mux -n '__mux_is bind-key' -s r -d 'Let the key repeat without another prefix key (see repeat-time)'
complete -c mux -n '__mux_is bind-key' -s N -x -d 'Description of the binding, for list-keys -N'
complete -c mux -n '__mux_is bind-key' -s T -r -f -a '(__mux_table)' -d 'Key table (default: prefix)'
complete -c mux -n '__mux_is bind-key' -f -a '(__mux_names)'
complete -c mux -n '__mux_is break-pane' -s a -d 'Insert the window after the target window'
complete -c mux -n '__mux_is break-pane' -s b -d 'Insert the window before the target window'
complete -c mux -n '__mux_is break-pane' -s d -d 'Do not select the new window'
complete -c mux -n '__mux_is break-pane' -s W -d 'Let the pane float above the layout of its window instead'
complete -c mux -n '__mux_is break-pane' -s P -d 'Print the pane\'s new target'
complete -c mux -n '__mux_is break-pane' -s F -x -d 'Format for -P (default: session:window.pane)'
complete -c mux -n '__mux_is break-pane' -s n -x -d 'Name of the new window'
complete -c mux -n '__mux_is break-pane' -s s -r -f -a '(__mux_pane)' -d 'Pane to move (default: the active pane)'
complete -c mux -n '__mux_is break-pane' -s t -r -f -a '(__mux_window)' -d 'Session and index of the new window (default: the next free index)'
complete -c mux -n '__mux_is break-pane' -s X -x -d 'Column of the pane, or a percentage of the window such as 30%'
complete -c mux -n '__mux_is break-pane' -s x -x -d 'Width in columns, or a percentage of the window'
complete -c mux -n '__mux_is break-pane' -s Y -x -d 'Row of the pane, or a percentage of the window'
complete -c mux -n '__mux_is break-pane' -s y -x -d 'Height in rows, or a percentage of the window'
complete -c mux -n '__mux_is capture-pane' -s a -d 'Capture the main screen while the pane shows the alternate screen'
complete -c mux -n '__mux_is capture-pane' -s C -d 'Write control characters as octal escapes'
complete -c mux -n '__mux_is capture-pane' -s e -d 'Include escape sequences for colours and attributes'
complete -c mux -n '__mux_is capture-pane' -s F -d 'Begin each line with its flags: H hyperlink, O output, P prompt, W wrapped, X extended'
complete -c mux -n '__mux_is capture-pane' -s H -d 'Print the hyperlinks of the lines instead of their text'
complete -c mux -n '__mux_is capture-pane' -s J -d 'Join wrapped lines and keep trailing spaces'
complete -c mux -n '__mux_is capture-pane' -s L -d 'Begin each line with its number'
complete -c mux -n '__mux_is capture-pane' -s M -d 'Capture the view of the pane\'s mode, if it is in one'
complete -c mux -n '__mux_is capture-pane' -s N -d 'Keep trailing spaces'
complete -c mux -n '__mux_is capture-pane' -s P -d 'Capture only the bytes of an incomplete escape sequence'
complete -c mux -n '__mux_is capture-pane' -s p -d 'Print to standard output instead of writing a buffer'
complete -c mux -n '__mux_is capture-pane' -s q -d 'Do not fail if the pane does not show the alternate screen'
complete -c mux -n '__mux_is capture-pane' -s T -d 'Omit trailing cells that have no character'
complete -c mux -n '__mux_is capture-pane' -s b -r -f -a '(__mux_buffer)' -d 'Buffer to write (default: a new buffer)'
complete -c mux -n '__mux_is capture-pane' -s E -x -d 'Last line, numbered as for -S, or - for the bottom of the screen (the default)'
complete -c mux -n '__mux_is capture-pane' -s S -x -d 'First line: 0 (default) is the top of the screen, -1 the newest history line, - the oldest'
complete -c mux -n '__mux_is capture-pane' -s t -r -f -a '(__mux_pane)' -d 'Target pane (default: the active pane)'
complete -c mux -n '__mux_is choose-buffer' -s N -d 'Do not show a preview below the list'
complete -c mux -n '__mux_is choose-buffer' -s Z -d 'Zoom the pane while the list is open'
complete -c mux -n '__mux_is choose-buffer' -s F -x -d 'Format of each row'
complete -c mux -n '__mux_is choose-buffer' -s f -x -d 'Show only rows for which this format is true'
complete -c mux -n '__mux_is choose-buffer' -s r -d 'Reverse the sort order'
complete -c mux -n '__mux_is choose-buffer' -s y -d 'Do not ask before closing, detaching or deleting'
complete -c mux -n '__mux_is choose-buffer' -s K -x -d 'Format of each row\'s shortcut key'
complete -c mux -n '__mux_is choose-buffer' -s O -x -d 'Sort order: creation (default), name, size'
complete -c mux -n '__mux_is choose-buffer' -s t -r -f -a '(__mux_pane)' -d 'Pane that shows the list (default: the active pane)'
complete -c mux -n '__mux_is choose-client' -s N -d 'Do not show a preview below the list'
complete -c mux -n '__mux_is choose-client' -s Z -d 'Zoom the pane while the list is open'
complete -c mux -n '__mux_is choose-client' -s F -x -d 'Format of each row'
complete -c mux -n '__mux_is choose-client' -s f -x -d 'Show only rows for which this format is true'
complete -c mux -n '__mux_is choose-client' -s r -d 'Reverse the sort order'
complete -c mux -n '__mux_is choose-client' -s y -d 'Do not ask before closing, detaching or deleting'
complete -c mux -n '__mux_is choose-client' -s K -x -d 'Format of each row\'s shortcut key'
complete -c mux -n '__mux_is choose-client' -s O -x -d 'Sort order: name (default), size, creation, activity'
complete -c mux -n '__mux_is choose-client' -s t -r -f -a '(__mux_pane)' -d 'Pane that shows the list (default: the active pane)'
complete -c mux -n '__mux_is choose-history' -s c -r -f -a '(__mux_client)' -d 'Client that shows the list (default: the current client)'
complete -c mux -n '__mux_is choose-history' -s f -x -d 'Show only commands that match this text'
complete -c mux -n '__mux_is choose-history' -s o -x -d 'Go to the output of the command with this number in the last list'
complete -c mux -n '__mux_is choose-history' -s p -x -d 'Type the command with this number in the last list at the prompt'
complete -c mux -n '__mux_is choose-history' -s t -r -f -a '(__mux_pane)' -d 'Pane that gets the command (default: the active pane)'
complete -c mux -n '__mux_is choose-key' -s f -x -d 'Show only keys whose name, description or commands match this text'
complete -c mux -n '__mux_is choose-key' -s c -r -f -a '(__mux_client)' -d 'Client that shows the list (default: the current client)'
complete -c mux -n '__mux_is choose-key' -s t -r -f -a '(__mux_pane)' -d 'Default target of the command (default: the active pane)'
complete -c mux -n '__mux_is choose-tree' -s N -d 'Do not show a preview below the list'
complete -c mux -n '__mux_is choose-tree' -s Z -d 'Zoom the pane while the list is open'
complete -c mux -n '__mux_is choose-tree' -s F -x -d 'Format of each row'
complete -c mux -n '__mux_is choose-tree' -s f -x -d 'Show only rows for which this format is true'
complete -c mux -n '__mux_is choose-tree' -s r -d 'Reverse the sort order'
complete -c mux -n '__mux_is choose-tree' -s y -d 'Do not ask before closing, detaching or deleting'
complete -c mux -n '__mux_is choose-tree' -s K -x -d 'Format of each row\'s shortcut key'
complete -c mux -n '__mux_is choose-tree' -s G -d 'Show all sessions of each session group (default: the current one, or the first)'
complete -c mux -n '__mux_is choose-tree' -s s -d 'Start with sessions collapsed'
complete -c mux -n '__mux_is choose-tree' -s w -d 'Start with windows collapsed'
complete -c mux -n '__mux_is choose-tree' -s O -x -d 'Sort order: index (default), name, activity'
complete -c mux -n '__mux_is choose-tree' -s t -r -f -a '(__mux_pane)' -d 'Pane that shows the list (default: the active pane)'
complete -c mux -n '__mux_is clear-history' -s H -d 'Also delete hyperlinks (always done)'
complete -c mux -n '__mux_is clear-history' -s t -r -f -a '(__mux_pane)' -d 'Target pane (default: the active pane)'
complete -c mux -n '__mux_is clear-prompt-history' -s T -x -d 'Only this prompt type: command, search, target, window-target (default: all)'
complete -c mux -n '__mux_is clock-mode' -s t -r -f -a '(__mux_pane)' -d 'Target pane (default: the active pane)'
complete -c mux -n '__mux_is command-palette' -s c -r -f -a '(__mux_client)' -d 'Client that shows the palette (default: the current client)'
complete -c mux -n '__mux_is command-palette' -s t -r -f -a '(__mux_pane)' -d 'Default target of the command (default: the active pane)'
complete -c mux -n '__mux_is command-prompt' -s 1 -d 'Accept one key press as the input'
complete -c mux -n '__mux_is command-prompt' -s b -d 'Do not wait for the input before running the next command'
complete -c mux -n '__mux_is command-prompt' -s C -d 'Keep updating panes while the prompt is open (always done)'
complete -c mux -n '__mux_is command-prompt' -s e -d 'Close the prompt on Backspace when the input is empty'
complete -c mux -n '__mux_is command-prompt' -s F -d 'Expand formats in the command first'
complete -c mux -n '__mux_is command-prompt' -s i -d 'Run the command at each change of the input'
complete -c mux -n '__mux_is command-prompt' -s k -d 'Accept one key press and use the key\'s name as the input'
complete -c mux -n '__mux_is command-prompt' -s l -d 'Do not split prompts and inputs at commas'
complete -c mux -n '__mux_is command-prompt' -s N -d 'Accept only a number'
complete -c mux -n '__mux_is command-prompt' -s P -d 'Show the prompt in the last row of the active pane instead of the status line'
complete -c mux -n '__mux_is command-prompt' -s I -x -d 'Initial input of each prompt, comma-separated'
complete -c mux -n '__mux_is command-prompt' -s p -x -d 'Text of each prompt, comma-separated (default: the command\'s name)'
complete -c mux -n '__mux_is command-prompt' -s T -x -d 'Prompt type, which selects the history: command (default), search, target, window-target'
complete -c mux -n '__mux_is command-prompt' -s t -r -f -a '(__mux_client)' -d 'Client that shows the prompt (default: the current client)'
complete -c mux -n '__mux_is completions' -f -a 'bash zsh fish'
complete -c mux -n '__mux_is config' -l print -d 'For init: print the file instead of writing it'
complete -c mux -n '__mux_is config' -f -a 'init check'
complete -c mux -n '__mux_is config' -F
complete -c mux -n '__mux_is confirm-before' -s b -d 'Do not wait for the answer before running the next command'
complete -c mux -n '__mux_is confirm-before' -s P -d 'Show the prompt in the last row of the active pane instead of the status line'
complete -c mux -n '__mux_is confirm-before' -s y -d 'Accept Enter as yes'
complete -c mux -n '__mux_is confirm-before' -s c -x -d 'Key that means yes (default: y)'
complete -c mux -n '__mux_is confirm-before' -s p -x -d 'Text of the prompt (default: asks to confirm the command)'
complete -c mux -n '__mux_is confirm-before' -s t -r -f -a '(__mux_client)' -d 'Client that shows the prompt (default: the current client)'
complete -c mux -n '__mux_is confirm-before' -f -a '(__mux_names)'
complete -c mux -n '__mux_is copy-mode' -s d -d 'Scroll down one page'
complete -c mux -n '__mux_is copy-mode' -s e -d 'Leave copy mode when the view reaches the bottom'
complete -c mux -n '__mux_is copy-mode' -s H -d 'Hide the position indicator in the top right corner'
complete -c mux -n '__mux_is copy-mode' -s M -d 'Begin a selection at the mouse'
complete -c mux -n '__mux_is copy-mode' -s q -d 'Leave copy mode and any other mode of the pane'
complete -c mux -n '__mux_is copy-mode' -s S -d 'Scroll to the position of the mouse on the scrollbar'
complete -c mux -n '__mux_is copy-mode' -s u -d 'Scroll up one page'
complete -c mux -n '__mux_is copy-mode' -s s -r -f -a '(__mux_pane)' -d 'Pane whose text is shown (default: the target pane)'
complete -c mux -n '__mux_is copy-mode' -s t -r -f -a '(__mux_pane)' -d 'Target pane (default: the active pane)'
complete -c mux -n '__mux_is customize-mode' -s N -d 'Do not show a preview below the list'
complete -c mux -n '__mux_is customize-mode' -s Z -d 'Zoom the pane while the list is open'
complete -c mux -n '__mux_is customize-mode' -s F -x -d 'Format of each row'
complete -c mux -n '__mux_is customize-mode' -s f -x -d 'Show only rows for which this format is true'
complete -c mux -n '__mux_is customize-mode' -s y -d 'Do not ask before changes (never done)'
complete -c mux -n '__mux_is customize-mode' -s t -r -f -a '(__mux_pane)' -d 'Pane that shows the list (default: the active pane)'
complete -c mux -n '__mux_is delete-buffer' -s b -r -f -a '(__mux_buffer)' -d 'Buffer to delete (default: the newest buffer)'
complete -c mux -n '__mux_is detach-client' -s a -d 'Detach all clients except the target'
complete -c mux -n '__mux_is detach-client' -s P -d 'Also send SIGHUP to the client\'s parent process'
complete -c mux -n '__mux_is detach-client' -s E -x -d 'Shell command to run in place of the client'
complete -c mux -n '__mux_is detach-client' -s s -r -f -a '(__mux_session)' -d 'Detach all clients of this session'
complete -c mux -n '__mux_is detach-client' -s t -r -f -a '(__mux_client)' -d 'Target client (default: the current client)'
complete -c mux -n '__mux_is display-menu' -s M -d 'Accept the mouse even if a key opened the menu'
complete -c mux -n '__mux_is display-menu' -s O -d 'Keep the menu open when the button is released outside it'
complete -c mux -n '__mux_is display-menu' -s b -x -d 'Border: single, double, heavy, simple, rounded, padded, none (default: menu-border-lines)'
complete -c mux -n '__mux_is display-menu' -s c -r -f -a '(__mux_client)' -d 'Client that shows the menu (default: the current client)'
complete -c mux -n '__mux_is display-menu' -s C -x -d 'Entry to select first, counted from 0, or - for none'
complete -c mux -n '__mux_is display-menu' -s H -x -d 'Style of the selected entry (default: menu-selected-style)'
complete -c mux -n '__mux_is display-menu' -s s -x -d 'Style of the menu (default: menu-style)'
complete -c mux -n '__mux_is display-menu' -s S -x -d 'Style of the border (default: menu-border-style)'
complete -c mux -n '__mux_is display-menu' -s t -r -f -a '(__mux_pane)' -d 'Target pane of the menu\'s commands (default: the active pane)'
complete -c mux -n '__mux_is display-menu' -s T -x -d 'Title in the top border'
complete -c mux -n '__mux_is display-menu' -s x -x -d 'Column: a number, a format, or C (centre, the default), L (last menu), M (mouse), P or R (left or right edge of the pane), W (window in the status line)'
complete -c mux -n '__mux_is display-menu' -s y -x -d 'Row below the menu: a number, a format, or C (centre, the default), L (last menu), M (mouse), P (bottom of the pane), S or W (status line)'
complete -c mux -n '__mux_is display-message' -s a -d 'List all format variables and their values'
complete -c mux -n '__mux_is display-message' -s C -d 'Keep updating panes while the message is shown (always done)'
complete -c mux -n '__mux_is display-message' -s I -d 'Show standard input in a pane without a program'
complete -c mux -n '__mux_is display-message' -s l -d 'Do not expand formats in the message'
complete -c mux -n '__mux_is display-message' -s N -d 'Keep the message when a key is pressed'
complete -c mux -n '__mux_is display-message' -s p -d 'Print to standard output'
complete -c mux -n '__mux_is display-message' -s v -d 'Print each step of the expansion of the message'
complete -c mux -n '__mux_is display-message' -s c -r -f -a '(__mux_client)' -d 'Client that shows the message (default: the current client)'
complete -c mux -n '__mux_is display-message' -s d -x -d 'Duration in milliseconds, 0 until a key is pressed (default: display-time)'
complete -c mux -n '__mux_is display-message' -s F -x -d 'The message, instead of the argument'
complete -c mux -n '__mux_is display-message' -s t -r -f -a '(__mux_pane)' -d 'Target pane for formats (default: the active pane)'
complete -c mux -n '__mux_is display-panes' -s b -d 'Do not wait before running the next command'
complete -c mux -n '__mux_is display-panes' -s N -d 'Do not choose a pane with a key'
complete -c mux -n '__mux_is display-panes' -s d -x -d 'Duration in milliseconds, 0 until a key is pressed (default: display-panes-time)'
complete -c mux -n '__mux_is display-panes' -s t -r -f -a '(__mux_client)' -d 'Client that shows the numbers (default: the current client)'
complete -c mux -n '__mux_is display-popup' -s B -d 'Draw no border'
complete -c mux -n '__mux_is display-popup' -s C -d 'Close the popup'
complete -c mux -n '__mux_is display-popup' -s E -d 'Close the popup when the program exits; twice: only if it was successful'
complete -c mux -n '__mux_is display-popup' -s k -d 'Let any key close the popup after the program has exited'
complete -c mux -n '__mux_is display-popup' -s N -d 'Undo -E, -EE and -k of the popup that is shown'
complete -c mux -n '__mux_is display-popup' -s b -x -d 'Border: single, double, heavy, simple, rounded, padded, none (default: popup-border-lines)'
complete -c mux -n '__mux_is display-popup' -s c -r -f -a '(__mux_client)' -d 'Client that shows the popup (default: the current client)'
complete -c mux -n '__mux_is display-popup' -s d -r -f -a '(__fish_complete_directories)' -d 'Directory to start in (default: the session\'s)'
complete -c mux -n '__mux_is display-popup' -s e -x -d 'Environment variable, as mux=VALUE (may be repeated)'
complete -c mux -n '__mux_is display-popup' -s h -x -d 'Height with the border, in rows or percent (default: half of the client)'
complete -c mux -n '__mux_is display-popup' -s s -x -d 'Style of the popup (default: popup-style)'
complete -c mux -n '__mux_is display-popup' -s S -x -d 'Style of the border (default: popup-border-style)'
complete -c mux -n '__mux_is display-popup' -s t -r -f -a '(__mux_pane)' -d 'Pane for formats and positions (default: the active pane)'
complete -c mux -n '__mux_is display-popup' -s T -x -d 'Title in the top border, a format'
complete -c mux -n '__mux_is display-popup' -s w -x -d 'Width with the border, in columns or percent (default: half of the client)'
complete -c mux -n '__mux_is display-popup' -s x -x -d 'Column: a number, a format, or C (centre, the default), M (mouse), P or R (left or right edge of the pane), W (window in the status line)'
complete -c mux -n '__mux_is display-popup' -s y -x -d 'Row below the popup: a number, a format, or C (centre, the default), M (mouse), P (bottom of the pane), S or W (status line)'
complete -c mux -n '__mux_is doctor' -l json -d 'Output JSON'
complete -c mux -n '__mux_is edit-scrollback' -s e -d 'Keep colours and attributes as escape sequences'
complete -c mux -n '__mux_is edit-scrollback' -s t -r -f -a '(__mux_pane)' -d 'Target pane (default: the active pane)'
complete -c mux -n '__mux_is events' -l once -d 'Print what is there now, and exit'
complete -c mux -n '__mux_is events' -l json -d 'Print as JSON, which is the only form'
complete -c mux -n '__mux_is events' -l kinds -x -d 'Only these kinds, such as pane-state,window-*'
complete -c mux -n '__mux_is events' -l since -x -d 'Continue after the event with this number'
complete -c mux -n '__mux_is events' -s t -x -d 'Only events of this session, window or pane (can be repeated)'
complete -c mux -n '__mux_is exec' -l timeout -x -d 'The longest time to wait, or none (default: 30s)'
complete -c mux -n '__mux_is exec' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is exec' -s t -r -f -a '(__mux_pane)' -d 'Target pane (default: the pane of the caller)'
complete -c mux -n '__mux_is exec' -f -a '(__mux_names)'
complete -c mux -n '__mux_is export' -l format -x -d 'Output format: text (default), ansi, html, json'
complete -c mux -n '__mux_is export' -l before -x -d 'With json: the newest lines below this number'
complete -c mux -n '__mux_is export' -l after -x -d 'With json: the oldest lines above this number'
complete -c mux -n '__mux_is export' -l limit -x -d 'With json: the most lines (default: all)'
complete -c mux -n '__mux_is export' -f -a '(__mux_pane)'
complete -c mux -n '__mux_is find-window' -s C -d 'Search the visible content of panes'
complete -c mux -n '__mux_is find-window' -s i -d 'Ignore case'
complete -c mux -n '__mux_is find-window' -s N -d 'Search window names'
complete -c mux -n '__mux_is find-window' -s r -d 'Treat the text as a regular expression'
complete -c mux -n '__mux_is find-window' -s T -d 'Search pane titles'
complete -c mux -n '__mux_is find-window' -s Z -d 'Zoom the pane while the list is open'
complete -c mux -n '__mux_is find-window' -s t -r -f -a '(__mux_pane)' -d 'Pane that shows the list (default: the active pane)'
complete -c mux -n '__mux_is has-session' -s t -r -f -a '(__mux_session)' -d 'Target session (default: the current session)'
complete -c mux -n '__mux_is help' -f -a '(__mux_names)'
complete -c mux -n '__mux_is history' -l here -d 'List only commands of the current directory'
complete -c mux -n '__mux_is history' -l failed -d 'List only commands that failed'
complete -c mux -n '__mux_is history' -l since -x -d 'List only commands newer than this age, such as 30s, 20m, 2h or 7d'
complete -c mux -n '__mux_is history' -s t -x -d 'List only commands of this session or pane'
complete -c mux -n '__mux_is history' -s n -l limit -x -d 'List at most this many commands, the newest'
complete -c mux -n '__mux_is history' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is if-shell' -s b -d 'Do not wait for the shell command before running the next command'
complete -c mux -n '__mux_is if-shell' -s F -d 'Treat the condition as a format, not as a shell command'
complete -c mux -n '__mux_is if-shell' -s t -r -f -a '(__mux_pane)' -d 'Target pane for formats (default: the active pane)'
complete -c mux -n '__mux_is if-shell' -f -a '(__mux_names)'
complete -c mux -n '__mux_is if-shell' -f -a '(__mux_names)'
complete -c mux -n '__mux_is join-pane' -s b -d 'Place the pane left of or above the target pane'
complete -c mux -n '__mux_is join-pane' -s d -d 'Do not select the pane'
complete -c mux -n '__mux_is join-pane' -s f -d 'Use the full height or width of the window'
complete -c mux -n '__mux_is join-pane' -s h -d 'Place the panes side by side'
complete -c mux -n '__mux_is join-pane' -s v -d 'Place the panes one above the other (default)'
complete -c mux -n '__mux_is join-pane' -s l -x -d 'Size in columns or rows, or a percentage such as 30%'
complete -c mux -n '__mux_is join-pane' -s s -r -f -a '(__mux_pane)' -d 'Pane to move (default: the marked pane, else the active pane)'
complete -c mux -n '__mux_is join-pane' -s t -r -f -a '(__mux_pane)' -d 'Pane to split (default: the active pane)'
complete -c mux -n '__mux_is kill-pane' -s a -d 'Close all panes of the window except the target'
complete -c mux -n '__mux_is kill-pane' -s f -x -d 'Only those for which this format is true'
complete -c mux -n '__mux_is kill-pane' -s t -r -f -a '(__mux_pane)' -d 'Target pane (default: the active pane)'
complete -c mux -n '__mux_is kill-session' -s a -d 'End all sessions except the target'
complete -c mux -n '__mux_is kill-session' -s C -d 'Only clear the alerts of the session\'s windows'
complete -c mux -n '__mux_is kill-session' -s g -d 'End all sessions of the target\'s session group'
complete -c mux -n '__mux_is kill-session' -s f -x -d 'Only those for which this format is true'
complete -c mux -n '__mux_is kill-session' -s t -r -f -a '(__mux_session)' -d 'Target session (default: the current session)'
complete -c mux -n '__mux_is kill-window' -s a -d 'Close all windows of the session except the target'
complete -c mux -n '__mux_is kill-window' -s f -x -d 'Only those for which this format is true'
complete -c mux -n '__mux_is kill-window' -s t -r -f -a '(__mux_window)' -d 'Target window (default: the current window)'
complete -c mux -n '__mux_is last-pane' -s d -d 'Disable input to that pane instead of selecting it'
complete -c mux -n '__mux_is last-pane' -s e -d 'Enable input to that pane instead of selecting it'
complete -c mux -n '__mux_is last-pane' -s Z -d 'Keep the window zoomed'
complete -c mux -n '__mux_is last-pane' -s t -r -f -a '(__mux_window)' -d 'Target window (default: the current window)'
complete -c mux -n '__mux_is last-window' -s t -r -f -a '(__mux_session)' -d 'Target session (default: the current session)'
complete -c mux -n '__mux_is link-window' -s a -d 'Insert after the target window'
complete -c mux -n '__mux_is link-window' -s b -d 'Insert before the target window'
complete -c mux -n '__mux_is link-window' -s d -d 'Do not select the window'
complete -c mux -n '__mux_is link-window' -s k -d 'Replace the window at the target index'
complete -c mux -n '__mux_is link-window' -s s -r -f -a '(__mux_window)' -d 'Window to link (default: the current window)'
complete -c mux -n '__mux_is link-window' -s t -r -f -a '(__mux_window)' -d 'Session and index of the link (default: the next free index)'
complete -c mux -n '__mux_is list-buffers' -s r -d 'Reverse the sort order'
complete -c mux -n '__mux_is list-buffers' -s F -x -d 'Output format'
complete -c mux -n '__mux_is list-buffers' -s f -x -d 'List only items for which this format is true'
complete -c mux -n '__mux_is list-buffers' -s O -x -d 'Sort order: creation (default), name, size'
complete -c mux -n '__mux_is list-buffers' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is list-clients' -s r -d 'Reverse the sort order'
complete -c mux -n '__mux_is list-clients' -s F -x -d 'Output format'
complete -c mux -n '__mux_is list-clients' -s f -x -d 'List only items for which this format is true'
complete -c mux -n '__mux_is list-clients' -s O -x -d 'Sort order: creation (default), name, size, activity'
complete -c mux -n '__mux_is list-clients' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is list-clients' -s t -r -f -a '(__mux_session)' -d 'List only clients of this session'
complete -c mux -n '__mux_is list-commands' -s F -x -d 'Output format'
complete -c mux -n '__mux_is list-commands' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is list-commands' -f -a '(__mux_names)'
complete -c mux -n '__mux_is list-keys' -s 1 -d 'List only the first binding'
complete -c mux -n '__mux_is list-keys' -s a -d 'With -N, include keys without a description'
complete -c mux -n '__mux_is list-keys' -s N -d 'List keys with their descriptions'
complete -c mux -n '__mux_is list-keys' -s r -d 'Reverse the sort order'
complete -c mux -n '__mux_is list-keys' -s F -x -d 'Output format'
complete -c mux -n '__mux_is list-keys' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is list-keys' -s O -x -d 'Sort order: key (default), name'
complete -c mux -n '__mux_is list-keys' -s P -x -d 'With -N, text before each key (default: the prefix key)'
complete -c mux -n '__mux_is list-keys' -s T -r -f -a '(__mux_table)' -d 'List only this key table'
complete -c mux -n '__mux_is list-panes' -s r -d 'Reverse the sort order'
complete -c mux -n '__mux_is list-panes' -s F -x -d 'Output format'
complete -c mux -n '__mux_is list-panes' -s f -x -d 'List only items for which this format is true'
complete -c mux -n '__mux_is list-panes' -s a -d 'List the panes of all sessions'
complete -c mux -n '__mux_is list-panes' -s s -d 'List the panes of the whole session'
complete -c mux -n '__mux_is list-panes' -s O -x -d 'Sort order: index (default), name, size, creation, activity'
complete -c mux -n '__mux_is list-panes' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is list-panes' -s t -r -f -a '(__mux_window)' -d 'Target window, or with -s target session (default: the current one)'
complete -c mux -n '__mux_is list-sessions' -s r -d 'Reverse the sort order'
complete -c mux -n '__mux_is list-sessions' -s F -x -d 'Output format'
complete -c mux -n '__mux_is list-sessions' -s f -x -d 'List only items for which this format is true'
complete -c mux -n '__mux_is list-sessions' -s O -x -d 'Sort order: name (default), index, creation, activity'
complete -c mux -n '__mux_is list-sessions' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is list-windows' -s r -d 'Reverse the sort order'
complete -c mux -n '__mux_is list-windows' -s F -x -d 'Output format'
complete -c mux -n '__mux_is list-windows' -s f -x -d 'List only items for which this format is true'
complete -c mux -n '__mux_is list-windows' -s a -d 'List the windows of all sessions'
complete -c mux -n '__mux_is list-windows' -s O -x -d 'Sort order: index (default), name, size, creation, activity'
complete -c mux -n '__mux_is list-windows' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is list-windows' -s t -r -f -a '(__mux_session)' -d 'Target session (default: the current session)'
complete -c mux -n '__mux_is load-buffer' -s w -d 'Also copy to the clipboard of the client\'s terminal'
complete -c mux -n '__mux_is load-buffer' -s b -r -f -a '(__mux_buffer)' -d 'Buffer to write (default: a new buffer)'
complete -c mux -n '__mux_is load-buffer' -s t -r -f -a '(__mux_client)' -d 'Client for -w (default: the current client)'
complete -c mux -n '__mux_is load-buffer' -F
complete -c mux -n '__mux_is lock-client' -s t -r -f -a '(__mux_client)' -d 'Target client (default: the current client)'
complete -c mux -n '__mux_is lock-session' -s t -r -f -a '(__mux_session)' -d 'Target session (default: the current session)'
complete -c mux -n '__mux_is mcp' -l allow -r -f -a 'read change destroy' -d 'What the tools may do: read (default), change or destroy'
complete -c mux -n '__mux_is mcp' -s t -x -d 'The only session, window or pane that the tools see'
complete -c mux -n '__mux_is move-pane' -s b -d 'Place the pane left of or above the target pane'
complete -c mux -n '__mux_is move-pane' -s d -d 'Do not select the pane'
complete -c mux -n '__mux_is move-pane' -s f -d 'Use the full height or width of the window'
complete -c mux -n '__mux_is move-pane' -s h -d 'Place the panes side by side'
complete -c mux -n '__mux_is move-pane' -s v -d 'Place the panes one above the other (default)'
complete -c mux -n '__mux_is move-pane' -s l -x -d 'Size in columns or rows, or a percentage such as 30%'
complete -c mux -n '__mux_is move-pane' -s s -r -f -a '(__mux_pane)' -d 'Pane to move (default: the marked pane, else the active pane)'
complete -c mux -n '__mux_is move-pane' -s t -r -f -a '(__mux_pane)' -d 'Pane to split (default: the active pane)'
complete -c mux -n '__mux_is move-pane' -s D -d 'Move the floating target pane down'
complete -c mux -n '__mux_is move-pane' -s L -d 'Move the floating target pane left'
complete -c mux -n '__mux_is move-pane' -s M -d 'Move the floating pane with the mouse'
complete -c mux -n '__mux_is move-pane' -s R -d 'Move the floating target pane right'
complete -c mux -n '__mux_is move-pane' -s U -d 'Move the floating target pane up'
complete -c mux -n '__mux_is move-pane' -s P -x -d 'Position in the window: centre, top-left, top-centre, centre-right and so on; or front, back, forward, backward, forward-loop, backward-loop'
complete -c mux -n '__mux_is move-pane' -s X -x -d 'Column of the floating target pane, or a percentage of the window such as 30%'
complete -c mux -n '__mux_is move-pane' -s Y -x -d 'Row of the floating target pane, or a percentage of the window'
complete -c mux -n '__mux_is move-pane' -s z -x -d 'Place of the floating target pane among the others, 0 at the front'
complete -c mux -n '__mux_is move-window' -s a -d 'Insert after the target window'
complete -c mux -n '__mux_is move-window' -s b -d 'Insert before the target window'
complete -c mux -n '__mux_is move-window' -s d -d 'Do not select the window'
complete -c mux -n '__mux_is move-window' -s k -d 'Replace the window at the target index'
complete -c mux -n '__mux_is move-window' -s r -d 'Renumber all windows of the session, without gaps'
complete -c mux -n '__mux_is move-window' -s s -r -f -a '(__mux_window)' -d 'Window to move (default: the current window)'
complete -c mux -n '__mux_is move-window' -s t -r -f -a '(__mux_window)' -d 'Session and index to move to (default: the next free index)'
complete -c mux -n '__mux_is new-pane' -s A -d 'Show the pane above a zoomed pane, without unzooming it'
complete -c mux -n '__mux_is new-pane' -s C -d 'With -O: a click beside the pane closes it'
complete -c mux -n '__mux_is new-pane' -s D -d 'With -O: Escape and C-c close the pane'
complete -c mux -n '__mux_is new-pane' -s K -d 'With -O: the pane gets all keys, the prefix too'
complete -c mux -n '__mux_is new-pane' -s L -d 'Split the target pane instead, as split-window does'
complete -c mux -n '__mux_is new-pane' -s M -d 'Draw the box of the pane with the mouse, which is held down'
complete -c mux -n '__mux_is new-pane' -s O -d 'Make the pane modal: until it is closed it gets the keys and clicks of its window'
complete -c mux -n '__mux_is new-pane' -s B -x -d 'Lines of the pane\'s border, as in the option pane-border-lines'
complete -c mux -n '__mux_is new-pane' -s b -d 'Place the new pane left of or above the target pane'
complete -c mux -n '__mux_is new-pane' -s f -d 'Use the full height or width of the window'
complete -c mux -n '__mux_is new-pane' -s h -d 'Place the panes side by side'
complete -c mux -n '__mux_is new-pane' -s v -d 'Place the panes one above the other (default)'
complete -c mux -n '__mux_is new-pane' -s l -x -d 'Size in columns or rows, or a percentage such as 30%'
complete -c mux -n '__mux_is new-pane' -s p -x -d 'Size in percent (old form of -l)'
complete -c mux -n '__mux_is new-pane' -s t -r -f -a '(__mux_pane)' -d 'Pane in whose window it is made (default: the active pane)'
complete -c mux -n '__mux_is new-pane' -s T -x -d 'Title of the pane'
complete -c mux -n '__mux_is new-pane' -s X -x -d 'Column of the pane, or a percentage of the window such as 30%'
complete -c mux -n '__mux_is new-pane' -s x -x -d 'Width in columns, or a percentage of the window'
complete -c mux -n '__mux_is new-pane' -s Y -x -d 'Row of the pane, or a percentage of the window'
complete -c mux -n '__mux_is new-pane' -s y -x -d 'Height in rows, or a percentage of the window'
complete -c mux -n '__mux_is new-pane' -s d -d 'Do not select the new pane'
complete -c mux -n '__mux_is new-pane' -s E -d 'Make a pane without a program'
complete -c mux -n '__mux_is new-pane' -s I -d 'Make a pane without a program, and show standard input in it'
complete -c mux -n '__mux_is new-pane' -s k -d 'Keep the pane after its program has ended, until a key is pressed'
complete -c mux -n '__mux_is new-pane' -s P -d 'Print the new pane\'s target'
complete -c mux -n '__mux_is new-pane' -s W -d 'Wait until the program has ended, and return its exit status'
complete -c mux -n '__mux_is new-pane' -s Z -d 'Zoom the active pane afterwards'
complete -c mux -n '__mux_is new-pane' -s c -r -f -a '(__fish_complete_directories)' -d 'Directory to start in (default: the session\'s)'
complete -c mux -n '__mux_is new-pane' -s e -x -d 'Environment variable, as mux=VALUE (may be repeated)'
complete -c mux -n '__mux_is new-pane' -s F -x -d 'Format for -P (default: session:window.pane)'
complete -c mux -n '__mux_is new-pane' -s m -x -d 'Message in the pane after its program has ended, until a key is pressed'
complete -c mux -n '__mux_is new-pane' -s R -x -d 'Style of the pane\'s border while another pane is active'
complete -c mux -n '__mux_is new-pane' -s S -x -d 'Style of the pane\'s border while the pane is active'
complete -c mux -n '__mux_is new-pane' -s s -x -d 'Style of the pane'
complete -c mux -n '__mux_is new-session' -s A -d 'Attach to the session if it exists'
complete -c mux -n '__mux_is new-session' -s d -d 'Do not attach'
complete -c mux -n '__mux_is new-session' -s D -d 'With -A, detach the session\'s other clients'
complete -c mux -n '__mux_is new-session' -s E -d 'Do not update the session\'s environment from this client (see update-environment)'
complete -c mux -n '__mux_is new-session' -s P -d 'Print the new session\'s target'
complete -c mux -n '__mux_is new-session' -s X -d 'With -A, like -D, and send SIGHUP to the clients\' parent processes'
complete -c mux -n '__mux_is new-session' -s c -r -f -a '(__fish_complete_directories)' -d 'Default directory of the session\'s windows'
complete -c mux -n '__mux_is new-session' -s e -x -d 'Environment variable of the session, as mux=VALUE (may be repeated)'
complete -c mux -n '__mux_is new-session' -s F -x -d 'Format for -P (default: session:)'
complete -c mux -n '__mux_is new-session' -s f -x -d 'Client flags, comma-separated: read-only, ignore-size (! before a flag clears it)'
complete -c mux -n '__mux_is new-session' -s n -x -d 'Name of the first window'
complete -c mux -n '__mux_is new-session' -s s -x -d 'Name of the session (default: a number)'
complete -c mux -n '__mux_is new-session' -s t -r -f -a '(__mux_session)' -d 'Session or session group that shares its windows with the new session'
complete -c mux -n '__mux_is new-session' -s x -x -d 'Width in columns, or - for this terminal\'s width'
complete -c mux -n '__mux_is new-session' -s y -x -d 'Height in rows, or - for this terminal\'s height'
complete -c mux -n '__mux_is new-window' -s a -d 'Insert after the target window'
complete -c mux -n '__mux_is new-window' -s b -d 'Insert before the target window'
complete -c mux -n '__mux_is new-window' -s d -d 'Do not select the window'
complete -c mux -n '__mux_is new-window' -s k -d 'Replace the window at the target index'
complete -c mux -n '__mux_is new-window' -s P -d 'Print the new pane\'s target'
complete -c mux -n '__mux_is new-window' -s S -d 'Select the window with the name of -n if it exists'
complete -c mux -n '__mux_is new-window' -s c -r -f -a '(__fish_complete_directories)' -d 'Directory to start in (default: the session\'s)'
complete -c mux -n '__mux_is new-window' -s e -x -d 'Environment variable, as mux=VALUE (may be repeated)'
complete -c mux -n '__mux_is new-window' -s F -x -d 'Format for -P (default: session:window.pane)'
complete -c mux -n '__mux_is new-window' -s n -x -d 'Name of the window'
complete -c mux -n '__mux_is new-window' -s t -r -f -a '(__mux_window)' -d 'Session and index of the window (default: the next free index)'
complete -c mux -n '__mux_is next-layout' -s t -r -f -a '(__mux_window)' -d 'Target window (default: the current window)'
complete -c mux -n '__mux_is next-window' -s a -d 'Select the next window with an alert'
complete -c mux -n '__mux_is next-window' -s t -r -f -a '(__mux_session)' -d 'Target session (default: the current session)'
complete -c mux -n '__mux_is options' -l changed -d 'List only what was changed by hand: options, hooks, key bindings and environment'
complete -c mux -n '__mux_is options' -l write -d 'Print the changes as commands for a configuration file'
complete -c mux -n '__mux_is options' -l forget -d 'Undo a change: the value of the configuration file, or the default, applies again'
complete -c mux -n '__mux_is options' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is paste-buffer' -s d -d 'Delete the buffer afterwards'
complete -c mux -n '__mux_is paste-buffer' -s p -d 'Use bracketed paste if the program asked for it'
complete -c mux -n '__mux_is paste-buffer' -s r -d 'Do not replace line feeds with carriage returns'
complete -c mux -n '__mux_is paste-buffer' -s S -d 'Do not replace control characters with visible text'
complete -c mux -n '__mux_is paste-buffer' -s b -r -f -a '(__mux_buffer)' -d 'Buffer to paste (default: the newest buffer)'
complete -c mux -n '__mux_is paste-buffer' -s s -x -d 'Replacement for line feeds (default: a carriage return)'
complete -c mux -n '__mux_is paste-buffer' -s t -r -f -a '(__mux_pane)' -d 'Target pane (default: the active pane)'
complete -c mux -n '__mux_is pick' -s c -r -f -a '(__fish_complete_directories)' -d 'Go to the session of this directory; make it if there is none'
complete -c mux -n '__mux_is pick' -s d -d 'Detach the client when the list is closed without a choice'
complete -c mux -n '__mux_is pick' -s k -d 'Close the current session when the list is closed or another session is chosen'
complete -c mux -n '__mux_is pick' -s t -r -f -a '(__mux_client)' -d 'Client that shows the list (default: the current client)'
complete -c mux -n '__mux_is pipe-pane' -s I -d 'Write the command\'s output to the pane, as if typed'
complete -c mux -n '__mux_is pipe-pane' -s O -d 'Write the pane\'s output to the command (default)'
complete -c mux -n '__mux_is pipe-pane' -s o -d 'Only close a pipe that is open, so that one key toggles it'
complete -c mux -n '__mux_is pipe-pane' -s t -r -f -a '(__mux_pane)' -d 'Target pane (default: the active pane)'
complete -c mux -n '__mux_is previous-layout' -s t -r -f -a '(__mux_window)' -d 'Target window (default: the current window)'
complete -c mux -n '__mux_is previous-window' -s a -d 'Select the previous window with an alert'
complete -c mux -n '__mux_is previous-window' -s t -r -f -a '(__mux_session)' -d 'Target session (default: the current session)'
complete -c mux -n '__mux_is quick-select' -s t -r -f -a '(__mux_pane)' -d 'Target pane (default: the active pane)'
complete -c mux -n '__mux_is read' -l screen -d 'Print the visible screen (default)'
complete -c mux -n '__mux_is read' -l lines -x -d 'Print this many lines up to the end'
complete -c mux -n '__mux_is read' -l last-output -d 'Print the output of the last command, which needs a shell that marks its prompts'
complete -c mux -n '__mux_is read' -l from -x -d 'Print what is new since this position'
complete -c mux -n '__mux_is read' -l ansi -d 'Keep colours and attributes as escape sequences'
complete -c mux -n '__mux_is read' -l html -d 'Print as HTML'
complete -c mux -n '__mux_is read' -l json -d 'Print as JSON, with the position that follows'
complete -c mux -n '__mux_is read' -s t -r -f -a '(__mux_pane)' -d 'Target pane (default: the pane of the caller)'
complete -c mux -n '__mux_is refresh-client' -s A -x -d 'Control clients: output of a pane, as %PANE:on, off, pause or continue (may be repeated)'
complete -c mux -n '__mux_is refresh-client' -s B -x -d 'Control clients: subscribe to a format, as mux:WHAT:FORMAT; mux alone ends it'
complete -c mux -n '__mux_is refresh-client' -s c -d 'Make the view follow the cursor again'
complete -c mux -n '__mux_is refresh-client' -s C -x -d 'Control clients: size as WIDTHxHEIGHT, or of one window as @WINDOW:WIDTHxHEIGHT'
complete -c mux -n '__mux_is refresh-client' -s D -d 'Move the view down'
complete -c mux -n '__mux_is refresh-client' -s l -d 'Read the terminal\'s clipboard into a paste buffer'
complete -c mux -n '__mux_is refresh-client' -s L -d 'Move the view left'
complete -c mux -n '__mux_is refresh-client' -s R -d 'Move the view right'
complete -c mux -n '__mux_is refresh-client' -s S -d 'Redraw only the status line'
complete -c mux -n '__mux_is refresh-client' -s U -d 'Move the view up'
complete -c mux -n '__mux_is refresh-client' -s f -x -d 'Client flags, comma-separated: read-only, ignore-size, and for control clients no-output, wait-exit, active-pane, no-detach-on-destroy, pause-after=SECONDS (! before a flag clears it)'
complete -c mux -n '__mux_is refresh-client' -s r -x -d 'Control clients: report of the terminal\'s colours, as %PANE:SEQUENCE'
complete -c mux -n '__mux_is refresh-client' -s t -r -f -a '(__mux_client)' -d 'Target client (default: the current client)'
complete -c mux -n '__mux_is rename-session' -s t -r -f -a '(__mux_session)' -d 'Target session (default: the current session)'
complete -c mux -n '__mux_is rename-window' -s t -r -f -a '(__mux_window)' -d 'Target window (default: the current window)'
complete -c mux -n '__mux_is report' -l seq -x -d 'Number of the report: one that is not higher than the last of its source is ignored'
complete -c mux -n '__mux_is report' -l source -x -d 'Name of the reporting program'
complete -c mux -n '__mux_is report' -l message -x -d 'One line about the state'
complete -c mux -n '__mux_is report' -l ttl -x -d 'End of the report, such as 30s or 5m (default: it ends with the program)'
complete -c mux -n '__mux_is report' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is report' -s t -r -f -a '(__mux_pane)' -d 'Target pane (default: the pane of the caller)'
complete -c mux -n '__mux_is resize-pane' -s D -d 'Move the pane\'s border down'
complete -c mux -n '__mux_is resize-pane' -s L -d 'Move the pane\'s border left'
complete -c mux -n '__mux_is resize-pane' -s M -d 'Resize by dragging the border under the mouse'
complete -c mux -n '__mux_is resize-pane' -s R -d 'Move the pane\'s border right'
complete -c mux -n '__mux_is resize-pane' -s T -d 'Remove the lines below the cursor'
complete -c mux -n '__mux_is resize-pane' -s U -d 'Move the pane\'s border up'
complete -c mux -n '__mux_is resize-pane' -s Z -d 'Toggle zoom'
complete -c mux -n '__mux_is resize-pane' -s t -r -f -a '(__mux_pane)' -d 'Target pane (default: the active pane)'
complete -c mux -n '__mux_is resize-pane' -s x -x -d 'Width in columns, or a percentage of the window such as 30%'
complete -c mux -n '__mux_is resize-pane' -s y -x -d 'Height in rows, or a percentage of the window such as 30%'
complete -c mux -n '__mux_is resize-window' -s A -d 'Use the size of the largest client that shows it'
complete -c mux -n '__mux_is resize-window' -s a -d 'Use the size of the smallest client that shows it'
complete -c mux -n '__mux_is resize-window' -s D -d 'Add rows'
complete -c mux -n '__mux_is resize-window' -s L -d 'Remove columns'
complete -c mux -n '__mux_is resize-window' -s R -d 'Add columns'
complete -c mux -n '__mux_is resize-window' -s U -d 'Remove rows'
complete -c mux -n '__mux_is resize-window' -s t -r -f -a '(__mux_window)' -d 'Target window (default: the current window)'
complete -c mux -n '__mux_is resize-window' -s x -x -d 'Width in columns'
complete -c mux -n '__mux_is resize-window' -s y -x -d 'Height in rows'
complete -c mux -n '__mux_is respawn-pane' -s E -d 'Leave the pane without a program'
complete -c mux -n '__mux_is respawn-pane' -s k -d 'Kill the running program first'
complete -c mux -n '__mux_is respawn-pane' -s c -r -f -a '(__fish_complete_directories)' -d 'Directory to start in (default: the same as before)'
complete -c mux -n '__mux_is respawn-pane' -s e -x -d 'Environment variable, as mux=VALUE (may be repeated)'
complete -c mux -n '__mux_is respawn-pane' -s t -r -f -a '(__mux_pane)' -d 'Target pane (default: the active pane)'
complete -c mux -n '__mux_is respawn-window' -s E -d 'Leave the pane without a program'
complete -c mux -n '__mux_is respawn-window' -s k -d 'Kill the running program first'
complete -c mux -n '__mux_is respawn-window' -s c -r -f -a '(__fish_complete_directories)' -d 'Directory to start in (default: the same as before)'
complete -c mux -n '__mux_is respawn-window' -s e -x -d 'Environment variable, as mux=VALUE (may be repeated)'
complete -c mux -n '__mux_is respawn-window' -s t -r -f -a '(__mux_window)' -d 'Target window (default: the current window)'
complete -c mux -n '__mux_is restore' -l dry-run -d 'Only list what would be restored'
complete -c mux -n '__mux_is restore' -l list -d 'List the snapshots'
complete -c mux -n '__mux_is restore' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is restore' -s t -r -f -a '(__mux_session)' -d 'Only this session'
complete -c mux -n '__mux_is rotate-window' -s D -d 'Rotate down: the last pane becomes the first'
complete -c mux -n '__mux_is rotate-window' -s U -d 'Rotate up (default): the first pane becomes the last'
complete -c mux -n '__mux_is rotate-window' -s Z -d 'Keep the window zoomed'
complete -c mux -n '__mux_is rotate-window' -s t -r -f -a '(__mux_window)' -d 'Target window (default: the current window)'
complete -c mux -n '__mux_is run-shell' -s b -d 'Do not wait for the command before running the next one'
complete -c mux -n '__mux_is run-shell' -s C -d 'Run a mux command instead of a shell command'
complete -c mux -n '__mux_is run-shell' -s E -d 'Include standard error in the output'
complete -c mux -n '__mux_is run-shell' -s c -r -f -a '(__fish_complete_directories)' -d 'Directory to run in (default: the client\'s or session\'s)'
complete -c mux -n '__mux_is run-shell' -s d -x -d 'Seconds to wait first (fractions allowed)'
complete -c mux -n '__mux_is run-shell' -s s -x -d 'Shell that runs the command (default: /bin/sh)'
complete -c mux -n '__mux_is run-shell' -s t -r -f -a '(__mux_pane)' -d 'Target pane for formats (default: the active pane)'
complete -c mux -n '__mux_is save' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is save-buffer' -s a -d 'Append to the file'
complete -c mux -n '__mux_is save-buffer' -s b -r -f -a '(__mux_buffer)' -d 'Buffer to save (default: the newest buffer)'
complete -c mux -n '__mux_is save-buffer' -F
complete -c mux -n '__mux_is schema' -f -a '(__mux_names)'
complete -c mux -n '__mux_is search' -s i -d 'Ignore case'
complete -c mux -n '__mux_is search' -s t -x -d 'Search only this session or pane'
complete -c mux -n '__mux_is search' -l since -x -d 'Search only lines newer than this age, such as 30s, 20m, 2h or 7d'
complete -c mux -n '__mux_is search' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is search' -l open -d 'Jump to the newest match, in a running pane if possible'
complete -c mux -n '__mux_is search-everywhere' -s N -d 'Do not show a preview below the list'
complete -c mux -n '__mux_is search-everywhere' -s Z -d 'Zoom the pane while the list is open'
complete -c mux -n '__mux_is search-everywhere' -s o -x -d 'Go to the line with this number in the last list of the pane'
complete -c mux -n '__mux_is search-everywhere' -s t -r -f -a '(__mux_pane)' -d 'Pane that shows the list (default: the active pane)'
complete -c mux -n '__mux_is select-layout' -s A -d 'Follow the option auto-layout again, after a change by hand'
complete -c mux -n '__mux_is select-layout' -s E -d 'Spread the pane and those beside it evenly'
complete -c mux -n '__mux_is select-layout' -s n -d 'Switch to the next preset layout'
complete -c mux -n '__mux_is select-layout' -s o -d 'Restore the layout before the last change'
complete -c mux -n '__mux_is select-layout' -s p -d 'Switch to the previous preset layout'
complete -c mux -n '__mux_is select-layout' -s t -r -f -a '(__mux_pane)' -d 'Target pane (default: the active pane)'
complete -c mux -n '__mux_is select-layout' -f -a '(__mux_layout)'
complete -c mux -n '__mux_is select-pane' -s D -d 'Select the pane below the target'
complete -c mux -n '__mux_is select-pane' -s d -d 'Disable input to the pane instead of selecting it'
complete -c mux -n '__mux_is select-pane' -s e -d 'Enable input to the pane instead of selecting it'
complete -c mux -n '__mux_is select-pane' -s L -d 'Select the pane left of the target'
complete -c mux -n '__mux_is select-pane' -s l -d 'Select the previously active pane'
complete -c mux -n '__mux_is select-pane' -s M -d 'Clear the mark'
complete -c mux -n '__mux_is select-pane' -s m -d 'Mark the pane, or clear its mark'
complete -c mux -n '__mux_is select-pane' -s R -d 'Select the pane right of the target'
complete -c mux -n '__mux_is select-pane' -s U -d 'Select the pane above the target'
complete -c mux -n '__mux_is select-pane' -s Z -d 'Keep the window zoomed'
complete -c mux -n '__mux_is select-pane' -s T -x -d 'Set the pane\'s title'
complete -c mux -n '__mux_is select-pane' -s t -r -f -a '(__mux_pane)' -d 'Target pane (default: the active pane)'
complete -c mux -n '__mux_is select-window' -s l -d 'Select the previously selected window'
complete -c mux -n '__mux_is select-window' -s n -d 'Select the next window'
complete -c mux -n '__mux_is select-window' -s p -d 'Select the previous window'
complete -c mux -n '__mux_is select-window' -s T -d 'If the window is already selected, select the previously selected one'
complete -c mux -n '__mux_is select-window' -s t -r -f -a '(__mux_window)' -d 'Target window (default: the current window)'
complete -c mux -n '__mux_is send-keys' -s F -d 'Expand formats in the keys first'
complete -c mux -n '__mux_is send-keys' -s H -d 'Treat the keys as bytes in hexadecimal'
complete -c mux -n '__mux_is send-keys' -s K -d 'Send to the client, as if typed there'
complete -c mux -n '__mux_is send-keys' -s l -d 'Treat the keys as text, not as key names'
complete -c mux -n '__mux_is send-keys' -s M -d 'Pass the mouse event on to the pane'
complete -c mux -n '__mux_is send-keys' -s R -d 'Reset the pane\'s terminal state first'
complete -c mux -n '__mux_is send-keys' -s X -d 'Run a command of the pane\'s mode, such as scroll-up'
complete -c mux -n '__mux_is send-keys' -s c -r -f -a '(__mux_client)' -d 'Client for -K (default: the current client)'
complete -c mux -n '__mux_is send-keys' -s N -x -d 'Number of repetitions (default: 1)'
complete -c mux -n '__mux_is send-keys' -s t -r -f -a '(__mux_pane)' -d 'Target pane (default: the active pane)'
complete -c mux -n '__mux_is send-prefix' -s 2 -d 'Send the second prefix key (see prefix2)'
complete -c mux -n '__mux_is send-prefix' -s t -r -f -a '(__mux_pane)' -d 'Target pane (default: the active pane)'
complete -c mux -n '__mux_is server-access' -s a -d 'Give the user access'
complete -c mux -n '__mux_is server-access' -s d -d 'Withdraw the user\'s access and detach the user\'s clients'
complete -c mux -n '__mux_is server-access' -s l -d 'List the users with access: W may change things, R may only read'
complete -c mux -n '__mux_is server-access' -s r -d 'Make the user\'s clients read-only'
complete -c mux -n '__mux_is server-access' -s w -d 'Let the user\'s clients change things'
complete -c mux -n '__mux_is service' -l print -d 'Print the unit or agent file without installing it'
complete -c mux -n '__mux_is service' -l web -d 'Start mux web instead'
complete -c mux -n '__mux_is service' -l systemd -d 'Use systemd (default on Linux)'
complete -c mux -n '__mux_is service' -l launchd -d 'Use launchd (default on macOS)'
complete -c mux -n '__mux_is service' -f -a 'install uninstall status'
complete -c mux -n '__mux_is sessions' -l dry-run -d 'Only list which sessions would be ended, and why the others are kept'
complete -c mux -n '__mux_is sessions' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is sessions' -l idle -x -d 'Minimum idle time: 30s, 20m, 2h or 7d'
complete -c mux -n '__mux_is sessions' -f -a 'prune'
complete -c mux -n '__mux_is set-buffer' -s a -d 'Append to the buffer'
complete -c mux -n '__mux_is set-buffer' -s w -d 'Also copy to the clipboard of the client\'s terminal'
complete -c mux -n '__mux_is set-buffer' -s b -r -f -a '(__mux_buffer)' -d 'Buffer to write (default: a new buffer)'
complete -c mux -n '__mux_is set-buffer' -s n -r -f -a '(__mux_buffer)' -d 'Rename the buffer to this name'
complete -c mux -n '__mux_is set-buffer' -s t -r -f -a '(__mux_client)' -d 'Client for -w (default: the current client)'
complete -c mux -n '__mux_is set-environment' -s F -d 'Expand formats in the value'
complete -c mux -n '__mux_is set-environment' -s g -d 'Change the global environment, which all sessions inherit'
complete -c mux -n '__mux_is set-environment' -s h -d 'Hide the variable: formats see it, programs do not get it'
complete -c mux -n '__mux_is set-environment' -s r -d 'Remove the variable from the environment of new programs'
complete -c mux -n '__mux_is set-environment' -s u -d 'Unset, so that the inherited value applies again'
complete -c mux -n '__mux_is set-environment' -s t -r -f -a '(__mux_session)' -d 'Target session (default: the current session)'
complete -c mux -n '__mux_is set-hook' -s a -d 'Append to the hook\'s commands'
complete -c mux -n '__mux_is set-hook' -s B -d 'Monitor a format, given as name:what:format with what as for refresh-client -B: when its value changes, the event @name runs the command; -u removes the monitor'
complete -c mux -n '__mux_is set-hook' -s E -d 'Fire the event of the user with this name (@name)'
complete -c mux -n '__mux_is set-hook' -s g -d 'Set the global hook, for all sessions or windows'
complete -c mux -n '__mux_is set-hook' -s p -d 'Set the hook of the pane'
complete -c mux -n '__mux_is set-hook' -s R -d 'Run the hook now'
complete -c mux -n '__mux_is set-hook' -s T -d 'With -B: fire only when the value of the format becomes true'
complete -c mux -n '__mux_is set-hook' -s u -d 'Unset the hook'
complete -c mux -n '__mux_is set-hook' -s w -d 'Set the hook of the window'
complete -c mux -n '__mux_is set-hook' -s t -r -f -a '(__mux_pane)' -d 'Target session, window or pane (default: the current one)'
complete -c mux -n '__mux_is set-hook' -f -a '(__mux_hook)'
complete -c mux -n '__mux_is set-hook' -f -a '(__mux_names)'
complete -c mux -n '__mux_is set-option' -s a -d 'Append to the value'
complete -c mux -n '__mux_is set-option' -s F -d 'Expand formats in the value'
complete -c mux -n '__mux_is set-option' -s g -d 'Set the global option, for all sessions or windows'
complete -c mux -n '__mux_is set-option' -s o -d 'Only set an option that is not set yet'
complete -c mux -n '__mux_is set-option' -s p -d 'Set the option of the pane'
complete -c mux -n '__mux_is set-option' -s q -d 'Do not report unknown options'
complete -c mux -n '__mux_is set-option' -s s -d 'Set a server option'
complete -c mux -n '__mux_is set-option' -s U -d 'Like -u, and unset it in all panes of the window too'
complete -c mux -n '__mux_is set-option' -s u -d 'Unset, so that the inherited value applies again'
complete -c mux -n '__mux_is set-option' -s w -d 'Set the option of the window'
complete -c mux -n '__mux_is set-option' -s t -r -f -a '(__mux_pane)' -d 'Target session, window or pane (default: the current one)'
complete -c mux -n '__mux_is set-option' -f -a '(__mux_option)'
complete -c mux -n '__mux_is set-window-option' -s a -d 'Append to the value'
complete -c mux -n '__mux_is set-window-option' -s F -d 'Expand formats in the value'
complete -c mux -n '__mux_is set-window-option' -s g -d 'Set the global option, for all windows'
complete -c mux -n '__mux_is set-window-option' -s o -d 'Only set an option that is not set yet'
complete -c mux -n '__mux_is set-window-option' -s q -d 'Do not report unknown options'
complete -c mux -n '__mux_is set-window-option' -s u -d 'Unset, so that the inherited value applies again'
complete -c mux -n '__mux_is set-window-option' -s t -r -f -a '(__mux_window)' -d 'Target window (default: the current window)'
complete -c mux -n '__mux_is set-window-option' -f -a '(__mux_option)'
complete -c mux -n '__mux_is shell-integration' -f -a 'bash zsh fish'
complete -c mux -n '__mux_is show-buffer' -s b -r -f -a '(__mux_buffer)' -d 'Buffer to show (default: the newest buffer)'
complete -c mux -n '__mux_is show-environment' -s g -d 'Show the global environment'
complete -c mux -n '__mux_is show-environment' -s h -d 'Show only hidden variables, which programs do not get'
complete -c mux -n '__mux_is show-environment' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is show-environment' -s s -d 'Print shell commands that set the variables'
complete -c mux -n '__mux_is show-environment' -s t -r -f -a '(__mux_session)' -d 'Target session (default: the current session)'
complete -c mux -n '__mux_is show-hooks' -s g -d 'Show global hooks'
complete -c mux -n '__mux_is show-hooks' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is show-hooks' -s p -d 'Show hooks of the pane'
complete -c mux -n '__mux_is show-hooks' -s w -d 'Show hooks of the window'
complete -c mux -n '__mux_is show-hooks' -s F -x -d 'Output format, with option_name and option_value'
complete -c mux -n '__mux_is show-hooks' -s t -r -f -a '(__mux_pane)' -d 'Target session, window or pane (default: the current one)'
complete -c mux -n '__mux_is show-hooks' -f -a '(__mux_hook)'
complete -c mux -n '__mux_is show-messages' -s J -d 'Show running shell commands'
complete -c mux -n '__mux_is show-messages' -l json -d 'Print the message log as JSON'
complete -c mux -n '__mux_is show-messages' -s T -d 'Show the terminals of attached clients'
complete -c mux -n '__mux_is show-messages' -s t -r -f -a '(__mux_client)' -d 'Target client (default: the current client)'
complete -c mux -n '__mux_is show-options' -s A -d 'Include inherited options, marked with an asterisk'
complete -c mux -n '__mux_is show-options' -s g -d 'Show global options'
complete -c mux -n '__mux_is show-options' -s H -d 'Include hooks'
complete -c mux -n '__mux_is show-options' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is show-options' -s p -d 'Show options of the pane'
complete -c mux -n '__mux_is show-options' -s q -d 'Do not report unknown options'
complete -c mux -n '__mux_is show-options' -s s -d 'Show server options'
complete -c mux -n '__mux_is show-options' -s v -d 'Show only the values'
complete -c mux -n '__mux_is show-options' -s w -d 'Show options of the window'
complete -c mux -n '__mux_is show-options' -s F -x -d 'Output format, with option_name and option_value'
complete -c mux -n '__mux_is show-options' -s t -r -f -a '(__mux_pane)' -d 'Target session, window or pane (default: the current one)'
complete -c mux -n '__mux_is show-options' -f -a '(__mux_option)'
complete -c mux -n '__mux_is show-prompt-history' -s T -x -d 'Only this prompt type: command, search, target, window-target (default: all)'
complete -c mux -n '__mux_is show-window-options' -s g -d 'Show global options'
complete -c mux -n '__mux_is show-window-options' -s v -d 'Show only the values'
complete -c mux -n '__mux_is show-window-options' -s t -r -f -a '(__mux_window)' -d 'Target window (default: the current window)'
complete -c mux -n '__mux_is show-window-options' -f -a '(__mux_option)'
complete -c mux -n '__mux_is skill' -l install -r -f -a 'claude codex gemini opencode' -d 'Write it where this agent finds it: claude, codex, gemini or opencode'
complete -c mux -n '__mux_is snapshots' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is source-file' -s F -d 'Expand formats in the paths'
complete -c mux -n '__mux_is source-file' -s n -d 'Check the syntax and run nothing'
complete -c mux -n '__mux_is source-file' -s q -d 'Do not report missing files'
complete -c mux -n '__mux_is source-file' -s v -d 'Print each command'
complete -c mux -n '__mux_is source-file' -s t -r -f -a '(__mux_pane)' -d 'Target pane for formats (default: the active pane)'
complete -c mux -n '__mux_is source-file' -F
complete -c mux -n '__mux_is spawn' -l in -r -f -a 'pane window session float' -d 'Where: pane (default inside mux), window (default outside), session or float'
complete -c mux -n '__mux_is spawn' -l size -x -d 'Size as COLSxROWS'
complete -c mux -n '__mux_is spawn' -l focus -d 'Select the new pane'
complete -c mux -n '__mux_is spawn' -l keep -d 'Keep the pane after its program has ended'
complete -c mux -n '__mux_is spawn' -l wait -d 'Wait until the program has ended, and return its exit status'
complete -c mux -n '__mux_is spawn' -l timeout -x -d 'With --wait, the longest time to wait, or none (default: 30s)'
complete -c mux -n '__mux_is spawn' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is spawn' -s c -r -f -a '(__fish_complete_directories)' -d 'Directory to start in (default: that of the caller)'
complete -c mux -n '__mux_is spawn' -s e -x -d 'Environment variable, as mux=VALUE (may be repeated)'
complete -c mux -n '__mux_is spawn' -s n -x -d 'Name of the new window or session, or title of the new pane'
complete -c mux -n '__mux_is spawn' -s t -r -f -a '(__mux_pane)' -d 'Pane near which the new one is made (default: the pane of the caller)'
complete -c mux -n '__mux_is spawn' -f -a '(__mux_names)'
complete -c mux -n '__mux_is split-window' -s A -d 'Split the largest pane of the window across its longer side'
complete -c mux -n '__mux_is split-window' -s b -d 'Place the new pane left of or above the target pane'
complete -c mux -n '__mux_is split-window' -s f -d 'Use the full height or width of the window'
complete -c mux -n '__mux_is split-window' -s h -d 'Place the panes side by side'
complete -c mux -n '__mux_is split-window' -s v -d 'Place the panes one above the other (default)'
complete -c mux -n '__mux_is split-window' -s l -x -d 'Size in columns or rows, or a percentage such as 30%'
complete -c mux -n '__mux_is split-window' -s p -x -d 'Size in percent (old form of -l)'
complete -c mux -n '__mux_is split-window' -s t -r -f -a '(__mux_pane)' -d 'Pane to split (default: the active pane)'
complete -c mux -n '__mux_is split-window' -s d -d 'Do not select the new pane'
complete -c mux -n '__mux_is split-window' -s E -d 'Make a pane without a program'
complete -c mux -n '__mux_is split-window' -s I -d 'Make a pane without a program, and show standard input in it'
complete -c mux -n '__mux_is split-window' -s k -d 'Keep the pane after its program has ended, until a key is pressed'
complete -c mux -n '__mux_is split-window' -s P -d 'Print the new pane\'s target'
complete -c mux -n '__mux_is split-window' -s W -d 'Wait until the program has ended, and return its exit status'
complete -c mux -n '__mux_is split-window' -s Z -d 'Zoom the active pane afterwards'
complete -c mux -n '__mux_is split-window' -s c -r -f -a '(__fish_complete_directories)' -d 'Directory to start in (default: the session\'s)'
complete -c mux -n '__mux_is split-window' -s e -x -d 'Environment variable, as mux=VALUE (may be repeated)'
complete -c mux -n '__mux_is split-window' -s F -x -d 'Format for -P (default: session:window.pane)'
complete -c mux -n '__mux_is split-window' -s m -x -d 'Message in the pane after its program has ended, until a key is pressed'
complete -c mux -n '__mux_is split-window' -s R -x -d 'Style of the pane\'s border while another pane is active'
complete -c mux -n '__mux_is split-window' -s S -x -d 'Style of the pane\'s border while the pane is active'
complete -c mux -n '__mux_is split-window' -s s -x -d 'Style of the pane'
complete -c mux -n '__mux_is status' -l check -d 'Also check the databases for damage'
complete -c mux -n '__mux_is status' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is status' -s v -l verbose -d 'Also print processes, files and the size of each history'
complete -c mux -n '__mux_is submit' -l exit -d 'Wait until the program of the pane ends'
complete -c mux -n '__mux_is submit' -l text -x -d 'Wait for a line that contains this text (may be repeated)'
complete -c mux -n '__mux_is submit' -l regex -x -d 'Wait for a line that matches this regular expression (may be repeated)'
complete -c mux -n '__mux_is submit' -l quiet -x -d 'Wait until there is no output for this time, such as 500ms'
complete -c mux -n '__mux_is submit' -l prompt -d 'Wait until the shell is at its prompt'
complete -c mux -n '__mux_is submit' -l command -d 'Wait until a command of the shell ends'
complete -c mux -n '__mux_is submit' -l state -x -d 'Wait for a state: working, blocked, done, idle or error (separated by commas)'
complete -c mux -n '__mux_is submit' -l gone -d 'Wait until the pane is closed'
complete -c mux -n '__mux_is submit' -l stop -x -d 'End with status 5 at a line that matches this regular expression (may be repeated)'
complete -c mux -n '__mux_is submit' -l await -d 'Wait for the conditions, from before the text on'
complete -c mux -n '__mux_is submit' -l keys -x -d 'Keys after the text, separated by blanks (default: Enter; may be repeated)'
complete -c mux -n '__mux_is submit' -l force -d 'Type although the pane is blocked or asks for a password'
complete -c mux -n '__mux_is submit' -l timeout -x -d 'With conditions, the longest time to wait, or none (default: 30s)'
complete -c mux -n '__mux_is submit' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is submit' -s t -r -f -a '(__mux_pane)' -d 'Target pane (default: the pane of the caller)'
complete -c mux -n '__mux_is suspend-client' -s t -r -f -a '(__mux_client)' -d 'Target client (default: the current client)'
complete -c mux -n '__mux_is swap-pane' -s D -d 'Swap the target with the next pane'
complete -c mux -n '__mux_is swap-pane' -s d -d 'Do not change which position is active'
complete -c mux -n '__mux_is swap-pane' -s U -d 'Swap the target with the previous pane'
complete -c mux -n '__mux_is swap-pane' -s Z -d 'Keep the window zoomed'
complete -c mux -n '__mux_is swap-pane' -s s -r -f -a '(__mux_pane)' -d 'First pane (default: the marked pane, else the active pane)'
complete -c mux -n '__mux_is swap-pane' -s t -r -f -a '(__mux_pane)' -d 'Second pane, or target of -D and -U (default: the active pane)'
complete -c mux -n '__mux_is swap-window' -s d -d 'Select the source window at its new index'
complete -c mux -n '__mux_is swap-window' -s s -r -f -a '(__mux_window)' -d 'First window (default: the marked pane\'s window, else the current window)'
complete -c mux -n '__mux_is swap-window' -s t -r -f -a '(__mux_window)' -d 'Second window (default: the current window)'
complete -c mux -n '__mux_is switch-client' -s E -d 'Do not update the session\'s environment from this client (see update-environment)'
complete -c mux -n '__mux_is switch-client' -s F -d 'No effect, as in tmux'
complete -c mux -n '__mux_is switch-client' -s l -d 'Switch to the previously shown session'
complete -c mux -n '__mux_is switch-client' -s n -d 'Switch to the next session'
complete -c mux -n '__mux_is switch-client' -s p -d 'Switch to the previous session'
complete -c mux -n '__mux_is switch-client' -s r -d 'Toggle whether the client is read-only'
complete -c mux -n '__mux_is switch-client' -s Z -d 'Keep the window zoomed'
complete -c mux -n '__mux_is switch-client' -s c -r -f -a '(__mux_client)' -d 'Client to switch (default: the current client)'
complete -c mux -n '__mux_is switch-client' -s O -x -d 'Session order for -n and -p: index, name, creation, activity'
complete -c mux -n '__mux_is switch-client' -s t -r -f -a '(__mux_session)' -d 'Target session, or a window or pane in it'
complete -c mux -n '__mux_is switch-client' -s T -r -f -a '(__mux_table)' -d 'Look up the next key in this key table, instead of switching'
complete -c mux -n '__mux_is switch-mode' -s N -d 'Do not show a preview below the list'
complete -c mux -n '__mux_is switch-mode' -s s -d 'List sessions instead of windows'
complete -c mux -n '__mux_is switch-mode' -s Z -d 'Zoom the pane while the list is open'
complete -c mux -n '__mux_is switch-mode' -s F -x -d 'Format of a row behind its name (default: the name of the window)'
complete -c mux -n '__mux_is switch-mode' -s f -x -d 'Text that counts as typed'
complete -c mux -n '__mux_is switch-mode' -s t -r -f -a '(__mux_pane)' -d 'Pane that shows the list (default: the active pane)'
complete -c mux -n '__mux_is theme' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is toggle-floating' -s t -r -f -a '(__mux_window)' -d 'Target window (default: the current window)'
complete -c mux -n '__mux_is toggle-scratch' -s t -r -f -a '(__mux_pane)' -d 'Target pane, in whose window it is shown (default: the active pane)'
complete -c mux -n '__mux_is tour' -l end -d 'End the practice session'
complete -c mux -n '__mux_is unbind-key' -s a -d 'Remove all bindings of the key table'
complete -c mux -n '__mux_is unbind-key' -s n -d 'Use the root key table'
complete -c mux -n '__mux_is unbind-key' -s q -d 'Do not report errors'
complete -c mux -n '__mux_is unbind-key' -s T -r -f -a '(__mux_table)' -d 'Key table (default: prefix)'
complete -c mux -n '__mux_is undo' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is unlink-window' -s k -d 'Close the window if no other session shares it'
complete -c mux -n '__mux_is unlink-window' -s t -r -f -a '(__mux_window)' -d 'Target window (default: the current window)'
complete -c mux -n '__mux_is upgrade' -l check -d 'Only check whether the upgrade can work'
complete -c mux -n '__mux_is upgrade' -l json -d 'Print as JSON'
complete -c mux -n '__mux_is upgrade' -F
complete -c mux -n '__mux_is wait-for' -s E -d 'Wait for an event: the name of a hook, or an event of the user (@name)'
complete -c mux -n '__mux_is wait-for' -s L -d 'Lock the channel, and wait while it is locked by another'
complete -c mux -n '__mux_is wait-for' -s S -d 'Wake all waiting clients, or the next one to wait'
complete -c mux -n '__mux_is wait-for' -s U -d 'Unlock the channel'
complete -c mux -n '__mux_is web' -l listen -x -d 'Listen here: address:port, port or unix:path (default: 127.0.0.1:7681, [::1]:7681)'
complete -c mux -n '__mux_is web' -l cert -r -F -d 'Certificate chain for TLS, in PEM'
complete -c mux -n '__mux_is web' -l key -r -F -d 'Private key of the certificate, in PEM'
complete -c mux -n '__mux_is web' -l origin -x -d 'Another address of the page, such as that of a proxy: https://mux.example'
complete -c mux -n '__mux_is web' -l insecure -d 'Allow another address than loopback without TLS'
complete -c mux -n '__mux_is web' -l trust-proxy -x -d 'Take the browser\'s address from X-Forwarded-For of this proxy (or: unix)'
complete -c mux -n '__mux_is web' -l open -d 'Open the browser'
complete -c mux -n '__mux_is web' -l login-for -x -d 'How long a login lasts after its last use (default: 12h)'
complete -c mux -n '__mux_is web' -l park-for -x -d 'How long a closed tab stays attached (default: 10m)'
complete -c mux -n '__mux_is web' -l forward -d 'Let terminals connect to ports that this machine reaches (mux attach -L)'
complete -c mux -n '__mux_is web' -l json -d 'For status and lists: output JSON'
complete -c mux -n '__mux_is web' -l view -d 'For user, token and share: may only look'
complete -c mux -n '__mux_is web' -l label -x -d 'For user add: the socket name of its server'
complete -c mux -n '__mux_is web' -l name -x -d 'For token create: its name'
complete -c mux -n '__mux_is web' -l account -x -d 'For token create: its account'
complete -c mux -n '__mux_is web' -l session -x -d 'For token create: the only session to see'
complete -c mux -n '__mux_is web' -l for -x -d 'For token and share: until it ends, such as 2h'
complete -c mux -n '__mux_is web' -l all -d 'For token revoke and sessions revoke: all of them'
complete -c mux -n '__mux_is web' -l stop -d 'For share: end all links'
complete -c mux -n '__mux_is web' -s t -r -f -a '(__mux_session)' -d 'For share: the session (default: the current one)'
complete -c mux -n '__mux_is web' -f -a 'start stop status user token sessions share audit'
complete -c mux -n '__mux_is workspace' -s d -d 'load: do not attach'
complete -c mux -n '__mux_is workspace' -l force -d 'save: replace an existing workspace'
complete -c mux -n '__mux_is workspace' -l json -d 'list: print as JSON'
complete -c mux -n '__mux_is workspace' -l yes -d 'load: do not ask before running the commands of a file from elsewhere'
complete -c mux -n '__mux_is workspace' -s t -r -f -a '(__mux_session)' -d 'save: session to save (default: the current session)'
complete -c mux -n '__mux_is workspace' -f -a 'save list show load delete'
complete -c mux -n '__mux_is workspace' -F

# fish completion for mux; made from its tables of commands.

# The command on the line, if there is one already.
function __mux_command
    set -l words (commandline -opc)
    set -e words[1]
    while set -q words[1]
        switch $words[1]
            case '-c' '-f' '-L' '-S' '-T'
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
            case '-c' '-f' '-L' '-S' '-T'
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
        case movep
            echo move-pane
        case movew
            echo move-window
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
            set -l found (string match -- $argv[1]'*' attach-session backup bind-key break-pane capture-pane choose-buffer choose-client choose-tree clear-history clear-prompt-history clock-mode command-prompt completions confirm-before copy-mode customize-mode delete-buffer detach-client display-menu display-message display-panes doctor export find-window has-session help if-shell join-pane kill-pane kill-server kill-session kill-window last-pane last-window link-window list-buffers list-clients list-commands list-keys list-panes list-sessions list-windows load-buffer man move-pane move-window new-session new-window next-layout next-window paste-buffer pipe-pane previous-layout previous-window proxy refresh-client rename-session rename-window resize-pane resize-window respawn-pane respawn-window restore rotate-window run-shell save save-buffer search select-layout select-pane select-window send-keys send-prefix service sessions set-buffer set-environment set-hook set-option set-window-option show-buffer show-environment show-hooks show-messages show-options show-prompt-history show-window-options snapshots source-file split-window start-server status suspend-client swap-pane swap-window switch-client unbind-key unlink-window upgrade wait-for workspace)
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
    printf '%s\n' copy-mode copy-mode-vi prefix root
end

function __mux_layout
    printf '%s\n' even-horizontal even-vertical main-horizontal main-horizontal-mirrored main-vertical main-vertical-mirrored tiled
end

function __mux_option
    printf '%s\n' backspace buffer-limit command-alias codepoint-widths copy-command cursor-colour cursor-style default-client-command default-terminal restore restore-programs editor escape-time exit-empty exit-unattached extended-keys extended-keys-format focus-events get-clipboard history-file input-buffer-size menu-style menu-selected-style menu-border-style menu-border-lines message-limit prefix-timeout prompt-history-limit set-clipboard terminal-overrides terminal-features user-keys variation-selector-always-wide activity-action assume-paste-time base-index bell-action default-command default-shell default-size destroy-unattached detach-on-destroy display-panes-active-colour display-panes-colour display-panes-time display-time focus-follows-mouse history-limit initial-repeat-time key-table lock-after-time session-idle-timeout lock-command message-command-style message-format message-line message-style mouse prefix prefix2 renumber-windows repeat-time set-titles set-titles-string silence-action status status-bg status-fg status-format status-interval status-justify status-keys status-left status-left-length status-left-style status-position status-right status-right-length status-right-style status-style pane-status-current-style pane-status-style prompt-cursor-colour prompt-cursor-style prompt-command-cursor-style session-status-current-style session-status-style update-environment visual-activity visual-bell visual-silence word-separators aggressive-resize allow-notifications allow-passthrough allow-rename allow-reports allow-set-title alternate-screen automatic-rename automatic-rename-format clock-mode-colour clock-mode-style copy-mode-match-style copy-mode-current-match-style copy-mode-mark-style copy-mode-line-numbers copy-mode-line-number-style copy-mode-current-line-number-style copy-mode-position-format copy-mode-position-style copy-mode-selection-style fill-character main-pane-height main-pane-width mode-keys mode-style monitor-activity monitor-bell monitor-silence other-pane-height other-pane-width pane-active-border-style pane-base-index pane-border-format pane-border-indicators pane-border-lines pane-border-status pane-border-style pane-colours pane-scrollbars pane-scrollbars-style pane-scrollbars-position popup-style popup-border-style popup-border-lines record remain-on-exit remain-on-exit-format scroll-on-clear synchronize-panes tiled-layout-max-columns tree-mode-preview-format tree-mode-preview-style window-active-style window-pane-current-status-format window-pane-status-format window-size window-style window-status-activity-style window-status-bell-style window-status-current-format window-status-current-style window-status-format window-status-last-style window-status-separator window-status-style wrap-search xterm-keys
end

function __mux_hook
    printf '%s\n' after-bind-key after-capture-pane after-copy-mode after-display-message after-display-panes after-kill-pane after-list-buffers after-list-clients after-list-keys after-list-panes after-list-sessions after-list-windows after-load-buffer after-lock-server after-new-session after-new-window after-paste-buffer after-pipe-pane after-queue after-refresh-client after-rename-session after-rename-window after-resize-pane after-resize-window after-save-buffer after-select-layout after-select-pane after-select-window after-send-keys after-set-buffer after-set-environment after-set-hook after-set-option after-show-environment after-show-messages after-show-options after-split-window after-unbind-key alert-activity alert-bell alert-silence client-active client-attached client-dark-theme client-detached client-focus-in client-focus-out client-light-theme client-resized client-session-changed command-error pane-died pane-exited pane-focus-in pane-focus-out pane-mode-changed pane-set-clipboard pane-title-changed session-closed session-created session-renamed session-window-changed window-layout-changed window-linked window-pane-changed window-renamed window-resized window-unlinked
end

function __mux_names
    printf '%s\n' attach-session backup bind-key break-pane capture-pane choose-buffer choose-client choose-tree clear-history clear-prompt-history clock-mode command-prompt completions confirm-before copy-mode customize-mode delete-buffer detach-client display-menu display-message display-panes doctor export find-window has-session help if-shell join-pane kill-pane kill-server kill-session kill-window last-pane last-window link-window list-buffers list-clients list-commands list-keys list-panes list-sessions list-windows load-buffer man move-pane move-window new-session new-window next-layout next-window paste-buffer pipe-pane previous-layout previous-window proxy refresh-client rename-session rename-window resize-pane resize-window respawn-pane respawn-window restore rotate-window run-shell save save-buffer search select-layout select-pane select-window send-keys send-prefix service sessions set-buffer set-environment set-hook set-option set-window-option show-buffer show-environment show-hooks show-messages show-options show-prompt-history show-window-options snapshots source-file split-window start-server status suspend-client swap-pane swap-window switch-client unbind-key unlink-window upgrade wait-for workspace
end

complete -c mux -f
complete -c mux -n 'not __mux_command >/dev/null' -s 2 -d 'The terminal has 256 colours'
complete -c mux -n 'not __mux_command >/dev/null' -s h -d 'Say how mux is called'
complete -c mux -n 'not __mux_command >/dev/null' -s l -d 'Behave as a login shell'
complete -c mux -n 'not __mux_command >/dev/null' -s N -d 'Never start a server'
complete -c mux -n 'not __mux_command >/dev/null' -s u -d 'The terminal knows UTF-8, as every terminal does here'
complete -c mux -n 'not __mux_command >/dev/null' -s V -d 'Say which version this is'
complete -c mux -n 'not __mux_command >/dev/null' -s c -x -d 'Run this in the shell instead of mux'
complete -c mux -n 'not __mux_command >/dev/null' -s f -r -F -d 'Read this configuration file instead of the usual ones'
complete -c mux -n 'not __mux_command >/dev/null' -s L -x -d 'Talk to the server of this name'
complete -c mux -n 'not __mux_command >/dev/null' -s S -r -F -d 'Talk to the server that listens here'
complete -c mux -n 'not __mux_command >/dev/null' -s T -x -d 'What the terminal can do, as in terminal-features'
complete -c mux -n 'not __mux_command >/dev/null' -a attach-session -d 'Attach to an existing session'
complete -c mux -n 'not __mux_command >/dev/null' -a backup -d 'Write layouts and scrollback to a file, or bring back what is in one'
complete -c mux -n 'not __mux_command >/dev/null' -a bind-key -d 'Bind a key to commands'
complete -c mux -n 'not __mux_command >/dev/null' -a break-pane -d 'Move a pane to a new window'
complete -c mux -n 'not __mux_command >/dev/null' -a capture-pane -d 'Copy what a pane shows to a buffer or to standard output'
complete -c mux -n 'not __mux_command >/dev/null' -a choose-buffer -d 'Choose a paste buffer from a list'
complete -c mux -n 'not __mux_command >/dev/null' -a choose-client -d 'Choose a client from a list'
complete -c mux -n 'not __mux_command >/dev/null' -a choose-tree -d 'Choose a session, a window or a pane from a list'
complete -c mux -n 'not __mux_command >/dev/null' -a clear-history -d 'Drop the history of a pane'
complete -c mux -n 'not __mux_command >/dev/null' -a clear-prompt-history -d 'Forget earlier answers to prompts'
complete -c mux -n 'not __mux_command >/dev/null' -a clock-mode -d 'Show the time in large digits over a pane, until a key'
complete -c mux -n 'not __mux_command >/dev/null' -a command-prompt -d 'Ask for something, and run a command with it'
complete -c mux -n 'not __mux_command >/dev/null' -a completions -d 'Print the script that makes a shell complete mux\'s commands'
complete -c mux -n 'not __mux_command >/dev/null' -a confirm-before -d 'Ask yes or no, and run a command on yes'
complete -c mux -n 'not __mux_command >/dev/null' -a copy-mode -d 'Scroll back in a pane'
complete -c mux -n 'not __mux_command >/dev/null' -a customize-mode -d 'Look through the options and change them'
complete -c mux -n 'not __mux_command >/dev/null' -a delete-buffer -d 'Delete a paste buffer'
complete -c mux -n 'not __mux_command >/dev/null' -a detach-client -d 'Detach a client from its session'
complete -c mux -n 'not __mux_command >/dev/null' -a display-menu -d 'Show a menu'
complete -c mux -n 'not __mux_command >/dev/null' -a display-message -d 'Show a message in the status line, or print it'
complete -c mux -n 'not __mux_command >/dev/null' -a display-panes -d 'Show the numbers of the panes'
complete -c mux -n 'not __mux_command >/dev/null' -a doctor -d 'Look at everything that mux needs on this machine, and say what to do about it'
complete -c mux -n 'not __mux_command >/dev/null' -a export -d 'Print all lines of a pane, those on disk included'
complete -c mux -n 'not __mux_command >/dev/null' -a find-window -d 'Choose from the panes with a text in their window\'s name, their title or what they show'
complete -c mux -n 'not __mux_command >/dev/null' -a has-session -d 'Succeed if the session exists'
complete -c mux -n 'not __mux_command >/dev/null' -a help -d 'Say how mux is called, and which keys to begin with'
complete -c mux -n 'not __mux_command >/dev/null' -a if-shell -d 'Run a command if a shell command succeeds, else another one'
complete -c mux -n 'not __mux_command >/dev/null' -a join-pane -d 'Move a pane beside another one'
complete -c mux -n 'not __mux_command >/dev/null' -a kill-pane -d 'Close a pane; its window closes with its last pane'
complete -c mux -n 'not __mux_command >/dev/null' -a kill-server -d 'End every session, every program and the server'
complete -c mux -n 'not __mux_command >/dev/null' -a kill-session -d 'Close a session and every window that is in no other'
complete -c mux -n 'not __mux_command >/dev/null' -a kill-window -d 'Close a window; its session closes with its last window'
complete -c mux -n 'not __mux_command >/dev/null' -a last-pane -d 'Select the pane that was active before'
complete -c mux -n 'not __mux_command >/dev/null' -a last-window -d 'Select the window that was current before'
complete -c mux -n 'not __mux_command >/dev/null' -a link-window -d 'Show a window in another session too'
complete -c mux -n 'not __mux_command >/dev/null' -a list-buffers -d 'List the paste buffers'
complete -c mux -n 'not __mux_command >/dev/null' -a list-clients -d 'List the attached clients'
complete -c mux -n 'not __mux_command >/dev/null' -a list-commands -d 'List commands and their flags'
complete -c mux -n 'not __mux_command >/dev/null' -a list-keys -d 'List key bindings'
complete -c mux -n 'not __mux_command >/dev/null' -a list-panes -d 'List panes'
complete -c mux -n 'not __mux_command >/dev/null' -a list-sessions -d 'List the sessions'
complete -c mux -n 'not __mux_command >/dev/null' -a list-windows -d 'List windows'
complete -c mux -n 'not __mux_command >/dev/null' -a load-buffer -d 'Load a file into a paste buffer'
complete -c mux -n 'not __mux_command >/dev/null' -a man -d 'Print this manual as a page for man'
complete -c mux -n 'not __mux_command >/dev/null' -a move-pane -d 'Move a pane beside another one'
complete -c mux -n 'not __mux_command >/dev/null' -a move-window -d 'Move a window to another index'
complete -c mux -n 'not __mux_command >/dev/null' -a new-session -d 'Make a session'
complete -c mux -n 'not __mux_command >/dev/null' -a new-window -d 'Make a window'
complete -c mux -n 'not __mux_command >/dev/null' -a next-layout -d 'Arrange the panes in the next named layout'
complete -c mux -n 'not __mux_command >/dev/null' -a next-window -d 'Select the window after the current one'
complete -c mux -n 'not __mux_command >/dev/null' -a paste-buffer -d 'Paste a buffer into a pane'
complete -c mux -n 'not __mux_command >/dev/null' -a pipe-pane -d 'Send what a pane\'s program writes to a shell command, or what that writes to the pane'
complete -c mux -n 'not __mux_command >/dev/null' -a previous-layout -d 'Arrange the panes in the named layout before'
complete -c mux -n 'not __mux_command >/dev/null' -a previous-window -d 'Select the window before the current one'
complete -c mux -n 'not __mux_command >/dev/null' -a proxy -d 'Join standard input and output to the server, for a mux on another machine'
complete -c mux -n 'not __mux_command >/dev/null' -a refresh-client -d 'Draw a client anew'
complete -c mux -n 'not __mux_command >/dev/null' -a rename-session -d 'Rename a session'
complete -c mux -n 'not __mux_command >/dev/null' -a rename-window -d 'Rename a window'
complete -c mux -n 'not __mux_command >/dev/null' -a resize-pane -d 'Resize a pane'
complete -c mux -n 'not __mux_command >/dev/null' -a resize-window -d 'Resize a window; clients do not decide its size any more'
complete -c mux -n 'not __mux_command >/dev/null' -a respawn-pane -d 'Start a program in a pane whose program ended'
complete -c mux -n 'not __mux_command >/dev/null' -a respawn-window -d 'Start a program in a window whose programs ended'
complete -c mux -n 'not __mux_command >/dev/null' -a restore -d 'Bring back sessions of a snapshot beside what runs; those that run are left alone'
complete -c mux -n 'not __mux_command >/dev/null' -a rotate-window -d 'Rotate the panes of a window'
complete -c mux -n 'not __mux_command >/dev/null' -a run-shell -d 'Run a shell command and print its output'
complete -c mux -n 'not __mux_command >/dev/null' -a save -d 'Save layouts and scrollback now; it is done when the command returns'
complete -c mux -n 'not __mux_command >/dev/null' -a save-buffer -d 'Save a paste buffer to a file'
complete -c mux -n 'not __mux_command >/dev/null' -a search -d 'Search the scrollback of all sessions, closed ones included'
complete -c mux -n 'not __mux_command >/dev/null' -a select-layout -d 'Choose a layout'
complete -c mux -n 'not __mux_command >/dev/null' -a select-pane -d 'Select a pane'
complete -c mux -n 'not __mux_command >/dev/null' -a select-window -d 'Select a window'
complete -c mux -n 'not __mux_command >/dev/null' -a send-keys -d 'Send keys to a pane'
complete -c mux -n 'not __mux_command >/dev/null' -a send-prefix -d 'Send the prefix key to a pane'
complete -c mux -n 'not __mux_command >/dev/null' -a service -d 'Start mux at boot or login, as a systemd user unit or a launchd agent'
complete -c mux -n 'not __mux_command >/dev/null' -a sessions -d 'End the sessions that nobody used for a while; `restore` brings them back'
complete -c mux -n 'not __mux_command >/dev/null' -a set-buffer -d 'Set a paste buffer, or give it another name'
complete -c mux -n 'not __mux_command >/dev/null' -a set-environment -d 'Set a variable of the environment, or take it away'
complete -c mux -n 'not __mux_command >/dev/null' -a set-hook -d 'Set a hook, take it away, or run it'
complete -c mux -n 'not __mux_command >/dev/null' -a set-option -d 'Set an option, or take it away'
complete -c mux -n 'not __mux_command >/dev/null' -a set-window-option -d 'Set a window option, or take it away'
complete -c mux -n 'not __mux_command >/dev/null' -a show-buffer -d 'Show a paste buffer'
complete -c mux -n 'not __mux_command >/dev/null' -a show-environment -d 'Show the environment'
complete -c mux -n 'not __mux_command >/dev/null' -a show-hooks -d 'Show hooks'
complete -c mux -n 'not __mux_command >/dev/null' -a show-messages -d 'Show the messages of the server'
complete -c mux -n 'not __mux_command >/dev/null' -a show-options -d 'Show options'
complete -c mux -n 'not __mux_command >/dev/null' -a show-prompt-history -d 'Show earlier answers to prompts'
complete -c mux -n 'not __mux_command >/dev/null' -a show-window-options -d 'Show window options'
complete -c mux -n 'not __mux_command >/dev/null' -a snapshots -d 'List the saved layouts, the current one first'
complete -c mux -n 'not __mux_command >/dev/null' -a source-file -d 'Run the commands of files'
complete -c mux -n 'not __mux_command >/dev/null' -a split-window -d 'Make a pane by splitting another'
complete -c mux -n 'not __mux_command >/dev/null' -a start-server -d 'Start the server, if it does not run'
complete -c mux -n 'not __mux_command >/dev/null' -a status -d 'Show what runs, what it uses and when it was saved last'
complete -c mux -n 'not __mux_command >/dev/null' -a suspend-client -d 'Suspend a client'
complete -c mux -n 'not __mux_command >/dev/null' -a swap-pane -d 'Swap two panes'
complete -c mux -n 'not __mux_command >/dev/null' -a swap-window -d 'Swap two windows'
complete -c mux -n 'not __mux_command >/dev/null' -a switch-client -d 'Show another session'
complete -c mux -n 'not __mux_command >/dev/null' -a unbind-key -d 'Take key bindings away'
complete -c mux -n 'not __mux_command >/dev/null' -a unlink-window -d 'Take a window out of a session; it stays in others'
complete -c mux -n 'not __mux_command >/dev/null' -a upgrade -d 'Let another mux be the server, with everything as it is; nothing changes if it cannot'
complete -c mux -n 'not __mux_command >/dev/null' -a wait-for -d 'Wait for a signal on a channel, send it, or lock the channel'
complete -c mux -n 'not __mux_command >/dev/null' -a workspace -d 'Save a session as a file, or make one from a file: windows, splits, directories, commands'
complete -c mux -n '__mux_is attach-session' -s d -d 'Detach every other client of the session'
complete -c mux -n '__mux_is attach-session' -s E -d 'Do not apply update-environment'
complete -c mux -n '__mux_is attach-session' -s r -d 'Look and do not touch'
complete -c mux -n '__mux_is attach-session' -s x -d 'As -d, and hang up their parents'
complete -c mux -n '__mux_is attach-session' -s c -r -f -a '(__fish_complete_directories)' -d 'Where new windows of the session start'
complete -c mux -n '__mux_is attach-session' -s f -x -d 'Client flags, comma separated: read-only, ignore-size'
complete -c mux -n '__mux_is attach-session' -s t -r -f -a '(__mux_session)' -d 'The session, or a window or pane of it'
complete -c mux -n '__mux_is backup' -l restore -d 'Bring back the sessions of the file beside what runs'
complete -c mux -n '__mux_is backup' -F
complete -c mux -n '__mux_is bind-key' -s n -d 'Without the prefix: the table root'
complete -c mux -n '__mux_is bind-key' -s r -d 'It may be pressed again without the prefix'
complete -c mux -n '__mux_is bind-key' -s N -x -d 'What it is for, for lists of keys'
complete -c mux -n '__mux_is bind-key' -s T -r -f -a '(__mux_table)' -d 'The key table'
complete -c mux -n '__mux_is bind-key' -f -a '(__mux_names)'
complete -c mux -n '__mux_is break-pane' -s a -d 'After the target window'
complete -c mux -n '__mux_is break-pane' -s b -d 'Before the target window'
complete -c mux -n '__mux_is break-pane' -s d -d 'Do not make the window current'
complete -c mux -n '__mux_is break-pane' -s P -d 'Print where it is'
complete -c mux -n '__mux_is break-pane' -s F -x -d 'How -P prints'
complete -c mux -n '__mux_is break-pane' -s n -x -d 'The name of the window'
complete -c mux -n '__mux_is break-pane' -s s -r -f -a '(__mux_pane)' -d 'The pane'
complete -c mux -n '__mux_is break-pane' -s t -r -f -a '(__mux_window)' -d 'Where the window goes'
complete -c mux -n '__mux_is capture-pane' -s a -d 'The alternate screen, or the main one behind it'
complete -c mux -n '__mux_is capture-pane' -s C -d 'Control characters as octal numbers'
complete -c mux -n '__mux_is capture-pane' -s e -d 'With the escape sequences for colours and attributes'
complete -c mux -n '__mux_is capture-pane' -s J -d 'Join lines that were wrapped, and keep blanks at their ends'
complete -c mux -n '__mux_is capture-pane' -s M -d 'What its mode shows, if it is in one'
complete -c mux -n '__mux_is capture-pane' -s N -d 'Keep blanks at the ends of lines'
complete -c mux -n '__mux_is capture-pane' -s P -d 'Only the start of an escape sequence whose end has not come'
complete -c mux -n '__mux_is capture-pane' -s p -d 'To standard output'
complete -c mux -n '__mux_is capture-pane' -s q -d 'No error if there is no alternate screen'
complete -c mux -n '__mux_is capture-pane' -s T -d 'Leave out positions at the ends of lines that have no character'
complete -c mux -n '__mux_is capture-pane' -s b -r -f -a '(__mux_buffer)' -d 'The buffer, instead of a new one'
complete -c mux -n '__mux_is capture-pane' -s E -x -d 'The last line: 0 is the first that shows, history is negative, - is the end'
complete -c mux -n '__mux_is capture-pane' -s S -x -d 'The first line, counted likewise; - is the start of the history'
complete -c mux -n '__mux_is capture-pane' -s t -r -f -a '(__mux_pane)' -d 'The pane'
complete -c mux -n '__mux_is choose-buffer' -s N -d 'Do not show what is selected below the list'
complete -c mux -n '__mux_is choose-buffer' -s r -d 'Turn the order around'
complete -c mux -n '__mux_is choose-buffer' -s y -d 'Do not ask before something is killed'
complete -c mux -n '__mux_is choose-buffer' -s Z -d 'Zoom the pane for the list'
complete -c mux -n '__mux_is choose-buffer' -s F -x -d 'How a row is written'
complete -c mux -n '__mux_is choose-buffer' -s f -x -d 'Only rows for which this is true'
complete -c mux -n '__mux_is choose-buffer' -s K -x -d 'Which key chooses a row'
complete -c mux -n '__mux_is choose-buffer' -s O -x -d 'In which order: creation, name, size'
complete -c mux -n '__mux_is choose-buffer' -s t -r -f -a '(__mux_pane)' -d 'The pane'
complete -c mux -n '__mux_is choose-client' -s N -d 'Do not show what is selected below the list'
complete -c mux -n '__mux_is choose-client' -s r -d 'Turn the order around'
complete -c mux -n '__mux_is choose-client' -s y -d 'Do not ask before something is killed'
complete -c mux -n '__mux_is choose-client' -s Z -d 'Zoom the pane for the list'
complete -c mux -n '__mux_is choose-client' -s F -x -d 'How a row is written'
complete -c mux -n '__mux_is choose-client' -s f -x -d 'Only rows for which this is true'
complete -c mux -n '__mux_is choose-client' -s K -x -d 'Which key chooses a row'
complete -c mux -n '__mux_is choose-client' -s O -x -d 'In which order: name, size, creation, activity'
complete -c mux -n '__mux_is choose-client' -s t -r -f -a '(__mux_pane)' -d 'The pane'
complete -c mux -n '__mux_is choose-tree' -s N -d 'Do not show what is selected below the list'
complete -c mux -n '__mux_is choose-tree' -s r -d 'Turn the order around'
complete -c mux -n '__mux_is choose-tree' -s G -d 'All sessions of a group, not one for the group'
complete -c mux -n '__mux_is choose-tree' -s s -d 'Only sessions show at first'
complete -c mux -n '__mux_is choose-tree' -s w -d 'Sessions and windows show at first'
complete -c mux -n '__mux_is choose-tree' -s y -d 'Do not ask before something is killed'
complete -c mux -n '__mux_is choose-tree' -s Z -d 'Zoom the pane for the list'
complete -c mux -n '__mux_is choose-tree' -s F -x -d 'How a row is written'
complete -c mux -n '__mux_is choose-tree' -s f -x -d 'Only rows for which this is true'
complete -c mux -n '__mux_is choose-tree' -s K -x -d 'Which key chooses a row'
complete -c mux -n '__mux_is choose-tree' -s O -x -d 'In which order: index, name, activity'
complete -c mux -n '__mux_is choose-tree' -s t -r -f -a '(__mux_pane)' -d 'The pane'
complete -c mux -n '__mux_is clear-history' -s H -d 'Hyperlinks too, which go with the text anyway'
complete -c mux -n '__mux_is clear-history' -s t -r -f -a '(__mux_pane)' -d 'The pane'
complete -c mux -n '__mux_is clear-prompt-history' -s T -x -d 'Of one kind: command, search, target, window-target'
complete -c mux -n '__mux_is clock-mode' -s t -r -f -a '(__mux_pane)' -d 'The pane'
complete -c mux -n '__mux_is command-prompt' -s 1 -d 'One key is the answer'
complete -c mux -n '__mux_is command-prompt' -s b -d 'Do not wait for the answer'
complete -c mux -n '__mux_is command-prompt' -s C -d 'Panes go on being drawn meanwhile, as they always do'
complete -c mux -n '__mux_is command-prompt' -s e -d 'Backspace on an empty line ends it'
complete -c mux -n '__mux_is command-prompt' -s F -d 'Fill in formats in the command'
complete -c mux -n '__mux_is command-prompt' -s i -d 'Run the command at each change of the line'
complete -c mux -n '__mux_is command-prompt' -s k -d 'One key is the answer, by its name'
complete -c mux -n '__mux_is command-prompt' -s l -d 'Commas do not separate questions'
complete -c mux -n '__mux_is command-prompt' -s N -d 'A number is the answer'
complete -c mux -n '__mux_is command-prompt' -s I -x -d 'What stands in the lines at first, comma separated'
complete -c mux -n '__mux_is command-prompt' -s p -x -d 'The questions, comma separated'
complete -c mux -n '__mux_is command-prompt' -s T -x -d 'What is asked for: command, search, target, window-target'
complete -c mux -n '__mux_is command-prompt' -s t -r -f -a '(__mux_client)' -d 'The client'
complete -c mux -n '__mux_is completions' -f -a 'bash zsh fish'
complete -c mux -n '__mux_is confirm-before' -s b -d 'Do not wait for the answer'
complete -c mux -n '__mux_is confirm-before' -s y -d 'Enter means yes'
complete -c mux -n '__mux_is confirm-before' -s c -x -d 'The key that means yes, instead of y'
complete -c mux -n '__mux_is confirm-before' -s p -x -d 'The question'
complete -c mux -n '__mux_is confirm-before' -s t -r -f -a '(__mux_client)' -d 'The client'
complete -c mux -n '__mux_is confirm-before' -f -a '(__mux_names)'
complete -c mux -n '__mux_is copy-mode' -s d -d 'A page down'
complete -c mux -n '__mux_is copy-mode' -s e -d 'Leave it at the bottom'
complete -c mux -n '__mux_is copy-mode' -s H -d 'Without the position in the corner'
complete -c mux -n '__mux_is copy-mode' -s M -d 'By dragging the mouse: starts a selection where there is one to be had'
complete -c mux -n '__mux_is copy-mode' -s q -d 'Leave every mode'
complete -c mux -n '__mux_is copy-mode' -s S -d 'By dragging a scrollbar'
complete -c mux -n '__mux_is copy-mode' -s u -d 'A page up'
complete -c mux -n '__mux_is copy-mode' -s t -r -f -a '(__mux_pane)' -d 'The pane'
complete -c mux -n '__mux_is customize-mode' -s N -d 'Do not show below the list what an option is for'
complete -c mux -n '__mux_is customize-mode' -s y -d 'Accepted, without effect'
complete -c mux -n '__mux_is customize-mode' -s Z -d 'Zoom the pane for the list'
complete -c mux -n '__mux_is customize-mode' -s F -x -d 'How an option is written'
complete -c mux -n '__mux_is customize-mode' -s f -x -d 'Only options for which this is true'
complete -c mux -n '__mux_is customize-mode' -s t -r -f -a '(__mux_pane)' -d 'The pane'
complete -c mux -n '__mux_is delete-buffer' -s b -r -f -a '(__mux_buffer)' -d 'The buffer'
complete -c mux -n '__mux_is detach-client' -s a -d 'Every client but this one'
complete -c mux -n '__mux_is detach-client' -s P -d 'Hang up the client\'s parent too'
complete -c mux -n '__mux_is detach-client' -s E -x -d 'A shell command that the client becomes'
complete -c mux -n '__mux_is detach-client' -s s -r -f -a '(__mux_session)' -d 'Every client of this session'
complete -c mux -n '__mux_is detach-client' -s t -r -f -a '(__mux_client)' -d 'The client'
complete -c mux -n '__mux_is display-menu' -s M -d 'The mouse works in it however it was opened'
complete -c mux -n '__mux_is display-menu' -s O -d 'It stays when a button is released outside'
complete -c mux -n '__mux_is display-menu' -s b -x -d 'The lines of its border'
complete -c mux -n '__mux_is display-menu' -s c -r -f -a '(__mux_client)' -d 'The client'
complete -c mux -n '__mux_is display-menu' -s C -x -d 'The entry that is selected first, from 0; - for none'
complete -c mux -n '__mux_is display-menu' -s H -x -d 'The style of the selected entry'
complete -c mux -n '__mux_is display-menu' -s s -x -d 'Its style'
complete -c mux -n '__mux_is display-menu' -s S -x -d 'The style of its border'
complete -c mux -n '__mux_is display-menu' -s t -r -f -a '(__mux_pane)' -d 'The pane that its commands are about'
complete -c mux -n '__mux_is display-menu' -s T -x -d 'What stands in its border'
complete -c mux -n '__mux_is display-menu' -s x -x -d 'Its column: a number, a format, or C R P M W'
complete -c mux -n '__mux_is display-menu' -s y -x -d 'The row below it: a number, a format, or C P M S W'
complete -c mux -n '__mux_is display-message' -s a -d 'List the variables of formats and their values'
complete -c mux -n '__mux_is display-message' -s C -d 'Panes go on being drawn meanwhile, as they always do'
complete -c mux -n '__mux_is display-message' -s I -d 'Read standard input into an empty pane'
complete -c mux -n '__mux_is display-message' -s l -d 'The text as it is'
complete -c mux -n '__mux_is display-message' -s N -d 'Keys do not take it away'
complete -c mux -n '__mux_is display-message' -s p -d 'To standard output'
complete -c mux -n '__mux_is display-message' -s v -d 'Accepted, without effect'
complete -c mux -n '__mux_is display-message' -s c -r -f -a '(__mux_client)' -d 'The client'
complete -c mux -n '__mux_is display-message' -s d -x -d 'For how many milliseconds; 0 until a key'
complete -c mux -n '__mux_is display-message' -s F -x -d 'The message'
complete -c mux -n '__mux_is display-message' -s t -r -f -a '(__mux_pane)' -d 'What it is about'
complete -c mux -n '__mux_is display-panes' -s b -d 'Go on with other commands meanwhile'
complete -c mux -n '__mux_is display-panes' -s N -d 'Keys do not choose'
complete -c mux -n '__mux_is display-panes' -s d -x -d 'For how many milliseconds; 0 until a key is pressed'
complete -c mux -n '__mux_is display-panes' -s t -r -f -a '(__mux_client)' -d 'The client'
complete -c mux -n '__mux_is doctor' -l json -d 'As JSON'
complete -c mux -n '__mux_is export' -l format -x -d 'text, ansi or html'
complete -c mux -n '__mux_is export' -f -a '(__mux_pane)'
complete -c mux -n '__mux_is find-window' -s C -d 'In what panes show'
complete -c mux -n '__mux_is find-window' -s i -d 'Capital letters or not'
complete -c mux -n '__mux_is find-window' -s N -d 'In names of windows'
complete -c mux -n '__mux_is find-window' -s r -d 'The text is a regular expression'
complete -c mux -n '__mux_is find-window' -s T -d 'In titles of panes'
complete -c mux -n '__mux_is find-window' -s Z -d 'Zoom the pane for the list'
complete -c mux -n '__mux_is find-window' -s t -r -f -a '(__mux_pane)' -d 'The pane that shows the list'
complete -c mux -n '__mux_is has-session' -s t -r -f -a '(__mux_session)' -d 'The session'
complete -c mux -n '__mux_is help' -f -a '(__mux_names)'
complete -c mux -n '__mux_is if-shell' -s b -d 'Do not wait for the shell command'
complete -c mux -n '__mux_is if-shell' -s F -d 'A format, not a shell command'
complete -c mux -n '__mux_is if-shell' -s t -r -f -a '(__mux_pane)' -d 'What it is about'
complete -c mux -n '__mux_is if-shell' -f -a '(__mux_names)'
complete -c mux -n '__mux_is if-shell' -f -a '(__mux_names)'
complete -c mux -n '__mux_is join-pane' -s b -d 'Before the target pane: left of it or above it'
complete -c mux -n '__mux_is join-pane' -s d -d 'Do not make it active'
complete -c mux -n '__mux_is join-pane' -s f -d 'Over the whole height or width of the window'
complete -c mux -n '__mux_is join-pane' -s h -d 'Side by side'
complete -c mux -n '__mux_is join-pane' -s v -d 'One above the other, as without a flag'
complete -c mux -n '__mux_is join-pane' -s l -x -d 'Its size: cells, or N%'
complete -c mux -n '__mux_is join-pane' -s s -r -f -a '(__mux_pane)' -d 'The pane to move; the marked one without it'
complete -c mux -n '__mux_is join-pane' -s t -r -f -a '(__mux_pane)' -d 'The pane that it goes to'
complete -c mux -n '__mux_is kill-pane' -s a -d 'Every pane of the window but this one'
complete -c mux -n '__mux_is kill-pane' -s t -r -f -a '(__mux_pane)' -d 'The pane'
complete -c mux -n '__mux_is kill-session' -s a -d 'Every session but this one'
complete -c mux -n '__mux_is kill-session' -s C -d 'Only clear the alerts of its windows'
complete -c mux -n '__mux_is kill-session' -s g -d 'The whole group of the session'
complete -c mux -n '__mux_is kill-session' -s t -r -f -a '(__mux_session)' -d 'The session'
complete -c mux -n '__mux_is kill-window' -s a -d 'Every window of the session but this one'
complete -c mux -n '__mux_is kill-window' -s t -r -f -a '(__mux_window)' -d 'The window'
complete -c mux -n '__mux_is last-pane' -s d -d 'Keys do not reach it any more'
complete -c mux -n '__mux_is last-pane' -s e -d 'Keys reach it again'
complete -c mux -n '__mux_is last-pane' -s Z -d 'Keep the window zoomed'
complete -c mux -n '__mux_is last-pane' -s t -r -f -a '(__mux_window)' -d 'The window'
complete -c mux -n '__mux_is last-window' -s t -r -f -a '(__mux_session)' -d 'The session'
complete -c mux -n '__mux_is link-window' -s a -d 'After the target window'
complete -c mux -n '__mux_is link-window' -s b -d 'Before the target window'
complete -c mux -n '__mux_is link-window' -s d -d 'Do not make it current'
complete -c mux -n '__mux_is link-window' -s k -d 'Replace the window that is there'
complete -c mux -n '__mux_is link-window' -s s -r -f -a '(__mux_window)' -d 'The window'
complete -c mux -n '__mux_is link-window' -s t -r -f -a '(__mux_window)' -d 'Where to'
complete -c mux -n '__mux_is list-buffers' -s r -d 'Backwards'
complete -c mux -n '__mux_is list-buffers' -s F -x -d 'How each is printed'
complete -c mux -n '__mux_is list-buffers' -s f -x -d 'Only those for which this is true'
complete -c mux -n '__mux_is list-buffers' -s O -x -d 'In which order: name, size, creation'
complete -c mux -n '__mux_is list-clients' -s r -d 'Backwards'
complete -c mux -n '__mux_is list-clients' -s F -x -d 'How each is printed'
complete -c mux -n '__mux_is list-clients' -s f -x -d 'Only those for which this is true'
complete -c mux -n '__mux_is list-clients' -s O -x -d 'In which order: name, size, creation, activity'
complete -c mux -n '__mux_is list-clients' -s t -r -f -a '(__mux_session)' -d 'Only those of this session'
complete -c mux -n '__mux_is list-commands' -s F -x -d 'How each is printed'
complete -c mux -n '__mux_is list-commands' -f -a '(__mux_names)'
complete -c mux -n '__mux_is list-keys' -s 1 -d 'Only the first'
complete -c mux -n '__mux_is list-keys' -s a -d 'With -N: also keys without a note'
complete -c mux -n '__mux_is list-keys' -s N -d 'Keys and what they are for'
complete -c mux -n '__mux_is list-keys' -s r -d 'Backwards'
complete -c mux -n '__mux_is list-keys' -s F -x -d 'How each is printed'
complete -c mux -n '__mux_is list-keys' -s O -x -d 'In which order: key, name'
complete -c mux -n '__mux_is list-keys' -s P -x -d 'With -N: what stands before each key'
complete -c mux -n '__mux_is list-keys' -s T -r -f -a '(__mux_table)' -d 'Of one table'
complete -c mux -n '__mux_is list-panes' -s a -d 'Of every session'
complete -c mux -n '__mux_is list-panes' -s r -d 'Backwards'
complete -c mux -n '__mux_is list-panes' -s s -d 'Of the whole session'
complete -c mux -n '__mux_is list-panes' -s F -x -d 'How each is printed'
complete -c mux -n '__mux_is list-panes' -s f -x -d 'Only those for which this is true'
complete -c mux -n '__mux_is list-panes' -s O -x -d 'In which order: name, index, size, creation, activity'
complete -c mux -n '__mux_is list-panes' -l json -d 'As JSON'
complete -c mux -n '__mux_is list-panes' -s t -r -f -a '(__mux_window)' -d 'The window, or the session with -s'
complete -c mux -n '__mux_is list-sessions' -s r -d 'Backwards'
complete -c mux -n '__mux_is list-sessions' -s F -x -d 'How each is printed'
complete -c mux -n '__mux_is list-sessions' -s f -x -d 'Only those for which this is true'
complete -c mux -n '__mux_is list-sessions' -s O -x -d 'In which order: index, name, creation, activity'
complete -c mux -n '__mux_is list-sessions' -l json -d 'As JSON'
complete -c mux -n '__mux_is list-windows' -s a -d 'Of every session'
complete -c mux -n '__mux_is list-windows' -s r -d 'Backwards'
complete -c mux -n '__mux_is list-windows' -s F -x -d 'How each is printed'
complete -c mux -n '__mux_is list-windows' -s f -x -d 'Only those for which this is true'
complete -c mux -n '__mux_is list-windows' -s O -x -d 'In which order: index, name, size, creation, activity'
complete -c mux -n '__mux_is list-windows' -l json -d 'As JSON'
complete -c mux -n '__mux_is list-windows' -s t -r -f -a '(__mux_session)' -d 'The session'
complete -c mux -n '__mux_is load-buffer' -s w -d 'Into the clipboard of the client\'s terminal too'
complete -c mux -n '__mux_is load-buffer' -s b -r -f -a '(__mux_buffer)' -d 'The buffer'
complete -c mux -n '__mux_is load-buffer' -s t -r -f -a '(__mux_client)' -d 'The client of -w'
complete -c mux -n '__mux_is load-buffer' -F
complete -c mux -n '__mux_is move-pane' -s b -d 'Before the target pane: left of it or above it'
complete -c mux -n '__mux_is move-pane' -s d -d 'Do not make it active'
complete -c mux -n '__mux_is move-pane' -s f -d 'Over the whole height or width of the window'
complete -c mux -n '__mux_is move-pane' -s h -d 'Side by side'
complete -c mux -n '__mux_is move-pane' -s v -d 'One above the other, as without a flag'
complete -c mux -n '__mux_is move-pane' -s l -x -d 'Its size: cells, or N%'
complete -c mux -n '__mux_is move-pane' -s s -r -f -a '(__mux_pane)' -d 'The pane to move; the marked one without it'
complete -c mux -n '__mux_is move-pane' -s t -r -f -a '(__mux_pane)' -d 'The pane that it goes to'
complete -c mux -n '__mux_is move-window' -s a -d 'After the target window'
complete -c mux -n '__mux_is move-window' -s b -d 'Before the target window'
complete -c mux -n '__mux_is move-window' -s d -d 'Do not make it current'
complete -c mux -n '__mux_is move-window' -s k -d 'Replace the window that is there'
complete -c mux -n '__mux_is move-window' -s r -d 'Number all windows of the session anew'
complete -c mux -n '__mux_is move-window' -s s -r -f -a '(__mux_window)' -d 'The window to move'
complete -c mux -n '__mux_is move-window' -s t -r -f -a '(__mux_window)' -d 'Where to'
complete -c mux -n '__mux_is new-session' -s A -d 'Attach to the session if it is there already'
complete -c mux -n '__mux_is new-session' -s d -d 'Do not attach'
complete -c mux -n '__mux_is new-session' -s D -d 'With -A: detach its other clients'
complete -c mux -n '__mux_is new-session' -s E -d 'Do not apply update-environment'
complete -c mux -n '__mux_is new-session' -s P -d 'Print where it is'
complete -c mux -n '__mux_is new-session' -s X -d 'With -A: as -D, and hang up their parents'
complete -c mux -n '__mux_is new-session' -s c -r -f -a '(__fish_complete_directories)' -d 'Where its windows start'
complete -c mux -n '__mux_is new-session' -s e -x -d 'A variable for its environment'
complete -c mux -n '__mux_is new-session' -s F -x -d 'How -P prints'
complete -c mux -n '__mux_is new-session' -s f -x -d 'Client flags, comma separated: read-only, ignore-size'
complete -c mux -n '__mux_is new-session' -s n -x -d 'The name of its window'
complete -c mux -n '__mux_is new-session' -s s -x -d 'Its name'
complete -c mux -n '__mux_is new-session' -s t -r -f -a '(__mux_session)' -d 'The session whose windows it shares'
complete -c mux -n '__mux_is new-session' -s x -x -d 'Columns, or - for this terminal\'s'
complete -c mux -n '__mux_is new-session' -s y -x -d 'Rows, or - for this terminal\'s'
complete -c mux -n '__mux_is new-window' -s a -d 'After the target window'
complete -c mux -n '__mux_is new-window' -s b -d 'Before the target window'
complete -c mux -n '__mux_is new-window' -s d -d 'Do not make it current'
complete -c mux -n '__mux_is new-window' -s k -d 'Replace the window that is there'
complete -c mux -n '__mux_is new-window' -s P -d 'Print where it is'
complete -c mux -n '__mux_is new-window' -s S -d 'Select the window of that name if there is one'
complete -c mux -n '__mux_is new-window' -s c -r -f -a '(__fish_complete_directories)' -d 'Where it starts'
complete -c mux -n '__mux_is new-window' -s e -x -d 'A variable for its environment'
complete -c mux -n '__mux_is new-window' -s F -x -d 'How -P prints'
complete -c mux -n '__mux_is new-window' -s n -x -d 'Its name'
complete -c mux -n '__mux_is new-window' -s t -r -f -a '(__mux_window)' -d 'Where it goes'
complete -c mux -n '__mux_is next-layout' -s t -r -f -a '(__mux_window)' -d 'The window'
complete -c mux -n '__mux_is next-window' -s a -d 'Only windows with an alert'
complete -c mux -n '__mux_is next-window' -s t -r -f -a '(__mux_session)' -d 'The session'
complete -c mux -n '__mux_is paste-buffer' -s d -d 'Delete the buffer afterwards'
complete -c mux -n '__mux_is paste-buffer' -s p -d 'Tell the program that it is a paste, if it wants to know'
complete -c mux -n '__mux_is paste-buffer' -s r -d 'Ends of lines stay line feeds'
complete -c mux -n '__mux_is paste-buffer' -s S -d 'Control characters stay what they are'
complete -c mux -n '__mux_is paste-buffer' -s b -r -f -a '(__mux_buffer)' -d 'The buffer'
complete -c mux -n '__mux_is paste-buffer' -s s -x -d 'What is typed for the end of a line'
complete -c mux -n '__mux_is paste-buffer' -s t -r -f -a '(__mux_pane)' -d 'The pane'
complete -c mux -n '__mux_is pipe-pane' -s I -d 'What the command writes is typed into the pane'
complete -c mux -n '__mux_is pipe-pane' -s O -d 'What the pane\'s program writes goes to the command, as without a flag'
complete -c mux -n '__mux_is pipe-pane' -s o -d 'Only if there was no pipe, so that the same key opens and closes it'
complete -c mux -n '__mux_is pipe-pane' -s t -r -f -a '(__mux_pane)' -d 'The pane'
complete -c mux -n '__mux_is previous-layout' -s t -r -f -a '(__mux_window)' -d 'The window'
complete -c mux -n '__mux_is previous-window' -s a -d 'Only windows with an alert'
complete -c mux -n '__mux_is previous-window' -s t -r -f -a '(__mux_session)' -d 'The session'
complete -c mux -n '__mux_is refresh-client' -s c -d 'The view follows the cursor again'
complete -c mux -n '__mux_is refresh-client' -s D -d 'Move the view down'
complete -c mux -n '__mux_is refresh-client' -s l -d 'Ask the terminal for its clipboard'
complete -c mux -n '__mux_is refresh-client' -s L -d 'Move the view left'
complete -c mux -n '__mux_is refresh-client' -s R -d 'Move the view right'
complete -c mux -n '__mux_is refresh-client' -s S -d 'Only the status line'
complete -c mux -n '__mux_is refresh-client' -s U -d 'Move the view up'
complete -c mux -n '__mux_is refresh-client' -s f -x -d 'Client flags, comma separated: read-only, ignore-size'
complete -c mux -n '__mux_is refresh-client' -s t -r -f -a '(__mux_client)' -d 'The client'
complete -c mux -n '__mux_is rename-session' -s t -r -f -a '(__mux_session)' -d 'The session'
complete -c mux -n '__mux_is rename-window' -s t -r -f -a '(__mux_window)' -d 'The window'
complete -c mux -n '__mux_is resize-pane' -s D -d 'Move the border down'
complete -c mux -n '__mux_is resize-pane' -s L -d 'Move the border to the left'
complete -c mux -n '__mux_is resize-pane' -s M -d 'Follow the mouse with the border under it'
complete -c mux -n '__mux_is resize-pane' -s R -d 'Move the border to the right'
complete -c mux -n '__mux_is resize-pane' -s T -d 'Cut off what is below the cursor'
complete -c mux -n '__mux_is resize-pane' -s U -d 'Move the border up'
complete -c mux -n '__mux_is resize-pane' -s Z -d 'Zoom the pane, or let it shrink again'
complete -c mux -n '__mux_is resize-pane' -s t -r -f -a '(__mux_pane)' -d 'The pane'
complete -c mux -n '__mux_is resize-pane' -s x -x -d 'Its width: columns, or N%'
complete -c mux -n '__mux_is resize-pane' -s y -x -d 'Its height: rows, or N%'
complete -c mux -n '__mux_is resize-window' -s A -d 'As large as the largest client that shows it'
complete -c mux -n '__mux_is resize-window' -s a -d 'As small as the smallest client that shows it'
complete -c mux -n '__mux_is resize-window' -s D -d 'More rows'
complete -c mux -n '__mux_is resize-window' -s L -d 'Fewer columns'
complete -c mux -n '__mux_is resize-window' -s R -d 'More columns'
complete -c mux -n '__mux_is resize-window' -s U -d 'Fewer rows'
complete -c mux -n '__mux_is resize-window' -s t -r -f -a '(__mux_window)' -d 'The window'
complete -c mux -n '__mux_is resize-window' -s x -x -d 'Its columns'
complete -c mux -n '__mux_is resize-window' -s y -x -d 'Its rows'
complete -c mux -n '__mux_is respawn-pane' -s k -d 'Even if its program runs: end that'
complete -c mux -n '__mux_is respawn-pane' -s c -r -f -a '(__fish_complete_directories)' -d 'Where it starts'
complete -c mux -n '__mux_is respawn-pane' -s e -x -d 'A variable for its environment'
complete -c mux -n '__mux_is respawn-pane' -s t -r -f -a '(__mux_pane)' -d 'The pane'
complete -c mux -n '__mux_is respawn-window' -s k -d 'Even if its program runs: end that'
complete -c mux -n '__mux_is respawn-window' -s c -r -f -a '(__fish_complete_directories)' -d 'Where it starts'
complete -c mux -n '__mux_is respawn-window' -s e -x -d 'A variable for its environment'
complete -c mux -n '__mux_is respawn-window' -s t -r -f -a '(__mux_window)' -d 'The window'
complete -c mux -n '__mux_is restore' -l dry-run -d 'Only say what would be brought back'
complete -c mux -n '__mux_is restore' -l list -d 'List the snapshots'
complete -c mux -n '__mux_is restore' -s t -r -f -a '(__mux_session)' -d 'Only this session, under another name if one of its name runs'
complete -c mux -n '__mux_is rotate-window' -s D -d 'Downward: the last pane becomes the first'
complete -c mux -n '__mux_is rotate-window' -s U -d 'Upward, as without a flag: the first pane becomes the last'
complete -c mux -n '__mux_is rotate-window' -s Z -d 'Keep the window zoomed'
complete -c mux -n '__mux_is rotate-window' -s t -r -f -a '(__mux_window)' -d 'The window'
complete -c mux -n '__mux_is run-shell' -s b -d 'Do not wait for it'
complete -c mux -n '__mux_is run-shell' -s C -d 'A command of this language, not of the shell'
complete -c mux -n '__mux_is run-shell' -s E -d 'Its standard error too'
complete -c mux -n '__mux_is run-shell' -s c -r -f -a '(__fish_complete_directories)' -d 'Where it runs'
complete -c mux -n '__mux_is run-shell' -s d -x -d 'After this many seconds'
complete -c mux -n '__mux_is run-shell' -s t -r -f -a '(__mux_pane)' -d 'What it is about'
complete -c mux -n '__mux_is save-buffer' -s a -d 'Add to what is in the file'
complete -c mux -n '__mux_is save-buffer' -s b -r -f -a '(__mux_buffer)' -d 'The buffer'
complete -c mux -n '__mux_is save-buffer' -F
complete -c mux -n '__mux_is search' -s i -d 'Upper and lower case are the same'
complete -c mux -n '__mux_is search' -s t -x -d 'Only in this session or pane'
complete -c mux -n '__mux_is search' -l since -x -d 'Only lines of the last 30s, 20m, 2h or 7d'
complete -c mux -n '__mux_is search' -l json -d 'As JSON'
complete -c mux -n '__mux_is search' -l open -d 'Go to the newest line that is found, in a pane that still runs if there is one'
complete -c mux -n '__mux_is select-layout' -s E -d 'Make the panes around this one equally large'
complete -c mux -n '__mux_is select-layout' -s n -d 'The next named layout'
complete -c mux -n '__mux_is select-layout' -s o -d 'The layout before the last change'
complete -c mux -n '__mux_is select-layout' -s p -d 'The named layout before'
complete -c mux -n '__mux_is select-layout' -s t -r -f -a '(__mux_pane)' -d 'The pane'
complete -c mux -n '__mux_is select-layout' -f -a '(__mux_layout)'
complete -c mux -n '__mux_is select-pane' -s D -d 'The pane below the target'
complete -c mux -n '__mux_is select-pane' -s d -d 'Keys do not reach it any more'
complete -c mux -n '__mux_is select-pane' -s e -d 'Keys reach it again'
complete -c mux -n '__mux_is select-pane' -s L -d 'The pane to the left of the target'
complete -c mux -n '__mux_is select-pane' -s l -d 'The pane that was active before'
complete -c mux -n '__mux_is select-pane' -s M -d 'No pane is marked any more'
complete -c mux -n '__mux_is select-pane' -s m -d 'Mark the pane, or unmark it if it is marked'
complete -c mux -n '__mux_is select-pane' -s R -d 'The pane to the right of the target'
complete -c mux -n '__mux_is select-pane' -s U -d 'The pane above the target'
complete -c mux -n '__mux_is select-pane' -s Z -d 'Keep the window zoomed'
complete -c mux -n '__mux_is select-pane' -s T -x -d 'Its title'
complete -c mux -n '__mux_is select-pane' -s t -r -f -a '(__mux_pane)' -d 'The pane'
complete -c mux -n '__mux_is select-window' -s l -d 'The window that was current before'
complete -c mux -n '__mux_is select-window' -s n -d 'The next window'
complete -c mux -n '__mux_is select-window' -s p -d 'The window before'
complete -c mux -n '__mux_is select-window' -s T -d 'If it is current already: the window that was before'
complete -c mux -n '__mux_is select-window' -s t -r -f -a '(__mux_window)' -d 'The window'
complete -c mux -n '__mux_is send-keys' -s F -d 'Fill in formats first'
complete -c mux -n '__mux_is send-keys' -s H -d 'The words are bytes in hexadecimal'
complete -c mux -n '__mux_is send-keys' -s K -d 'To the client instead, as if typed there'
complete -c mux -n '__mux_is send-keys' -s l -d 'The words are text, not names of keys'
complete -c mux -n '__mux_is send-keys' -s M -d 'Hand on the mouse event'
complete -c mux -n '__mux_is send-keys' -s R -d 'Reset the terminal state first'
complete -c mux -n '__mux_is send-keys' -s X -d 'The words are a command of the pane\'s mode'
complete -c mux -n '__mux_is send-keys' -s c -r -f -a '(__mux_client)' -d 'The client of -K'
complete -c mux -n '__mux_is send-keys' -s N -x -d 'How many times'
complete -c mux -n '__mux_is send-keys' -s t -r -f -a '(__mux_pane)' -d 'The pane'
complete -c mux -n '__mux_is send-prefix' -s 2 -d 'The second prefix key'
complete -c mux -n '__mux_is send-prefix' -s t -r -f -a '(__mux_pane)' -d 'The pane'
complete -c mux -n '__mux_is service' -l print -d 'Print the unit or agent and do nothing'
complete -c mux -n '__mux_is service' -l systemd -d 'For systemd, as on Linux'
complete -c mux -n '__mux_is service' -l launchd -d 'For launchd, as on macOS'
complete -c mux -n '__mux_is service' -f -a 'install uninstall status'
complete -c mux -n '__mux_is sessions' -l dry-run -d 'Say what would be ended and why the others stay'
complete -c mux -n '__mux_is sessions' -l idle -x -d 'How long nobody used them: 30s, 20m, 2h or 7d'
complete -c mux -n '__mux_is sessions' -f -a 'prune'
complete -c mux -n '__mux_is set-buffer' -s a -d 'Add to what is in it'
complete -c mux -n '__mux_is set-buffer' -s w -d 'Into the clipboard of the client\'s terminal too'
complete -c mux -n '__mux_is set-buffer' -s b -r -f -a '(__mux_buffer)' -d 'The buffer'
complete -c mux -n '__mux_is set-buffer' -s n -r -f -a '(__mux_buffer)' -d 'Its new name'
complete -c mux -n '__mux_is set-buffer' -s t -r -f -a '(__mux_client)' -d 'The client of -w'
complete -c mux -n '__mux_is set-environment' -s F -d 'Fill in formats in the value'
complete -c mux -n '__mux_is set-environment' -s g -d 'For all sessions'
complete -c mux -n '__mux_is set-environment' -s h -d 'Programs do not get it; formats see it'
complete -c mux -n '__mux_is set-environment' -s r -d 'Programs start without it'
complete -c mux -n '__mux_is set-environment' -s u -d 'Forget it: what is inherited counts again'
complete -c mux -n '__mux_is set-environment' -s t -r -f -a '(__mux_session)' -d 'The session'
complete -c mux -n '__mux_is set-hook' -s a -d 'Add to what is there'
complete -c mux -n '__mux_is set-hook' -s g -d 'For all sessions or windows'
complete -c mux -n '__mux_is set-hook' -s p -d 'Of the pane'
complete -c mux -n '__mux_is set-hook' -s R -d 'Run it now'
complete -c mux -n '__mux_is set-hook' -s u -d 'Take it away'
complete -c mux -n '__mux_is set-hook' -s w -d 'Of the window'
complete -c mux -n '__mux_is set-hook' -s t -r -f -a '(__mux_pane)' -d 'Whose'
complete -c mux -n '__mux_is set-hook' -f -a '(__mux_hook)'
complete -c mux -n '__mux_is set-hook' -f -a '(__mux_names)'
complete -c mux -n '__mux_is set-option' -s a -d 'Add to what is there'
complete -c mux -n '__mux_is set-option' -s F -d 'Fill in formats in the value'
complete -c mux -n '__mux_is set-option' -s g -d 'For all sessions or windows'
complete -c mux -n '__mux_is set-option' -s o -d 'Only if it is not set yet'
complete -c mux -n '__mux_is set-option' -s p -d 'Of the pane'
complete -c mux -n '__mux_is set-option' -s q -d 'Say nothing of unknown options'
complete -c mux -n '__mux_is set-option' -s s -d 'Of the server'
complete -c mux -n '__mux_is set-option' -s U -d 'Take it away, in every pane of the window too'
complete -c mux -n '__mux_is set-option' -s u -d 'Take it away: what is inherited counts again'
complete -c mux -n '__mux_is set-option' -s w -d 'Of the window'
complete -c mux -n '__mux_is set-option' -s t -r -f -a '(__mux_pane)' -d 'Whose'
complete -c mux -n '__mux_is set-option' -f -a '(__mux_option)'
complete -c mux -n '__mux_is set-window-option' -s a -d 'Add to what is there'
complete -c mux -n '__mux_is set-window-option' -s F -d 'Fill in formats in the value'
complete -c mux -n '__mux_is set-window-option' -s g -d 'For all windows'
complete -c mux -n '__mux_is set-window-option' -s o -d 'Only if it is not set yet'
complete -c mux -n '__mux_is set-window-option' -s q -d 'Say nothing of unknown options'
complete -c mux -n '__mux_is set-window-option' -s u -d 'Take it away: what is inherited counts again'
complete -c mux -n '__mux_is set-window-option' -s t -r -f -a '(__mux_window)' -d 'The window'
complete -c mux -n '__mux_is set-window-option' -f -a '(__mux_option)'
complete -c mux -n '__mux_is show-buffer' -s b -r -f -a '(__mux_buffer)' -d 'The buffer'
complete -c mux -n '__mux_is show-environment' -s g -d 'That of all sessions'
complete -c mux -n '__mux_is show-environment' -s h -d 'The variables that programs do not get'
complete -c mux -n '__mux_is show-environment' -s s -d 'As commands for a shell'
complete -c mux -n '__mux_is show-environment' -s t -r -f -a '(__mux_session)' -d 'The session'
complete -c mux -n '__mux_is show-hooks' -s g -d 'Those of all sessions or windows'
complete -c mux -n '__mux_is show-hooks' -s p -d 'Those of the pane'
complete -c mux -n '__mux_is show-hooks' -s w -d 'Those of the window'
complete -c mux -n '__mux_is show-hooks' -s t -r -f -a '(__mux_pane)' -d 'Whose'
complete -c mux -n '__mux_is show-hooks' -f -a '(__mux_hook)'
complete -c mux -n '__mux_is show-messages' -s J -d 'The shell commands that run'
complete -c mux -n '__mux_is show-messages' -s T -d 'The terminals of clients'
complete -c mux -n '__mux_is show-messages' -s t -r -f -a '(__mux_client)' -d 'The client'
complete -c mux -n '__mux_is show-options' -s A -d 'Inherited ones too, with a star'
complete -c mux -n '__mux_is show-options' -s g -d 'Those of all sessions or windows'
complete -c mux -n '__mux_is show-options' -s H -d 'Hooks too'
complete -c mux -n '__mux_is show-options' -s p -d 'Those of the pane'
complete -c mux -n '__mux_is show-options' -s q -d 'Say nothing of unknown options'
complete -c mux -n '__mux_is show-options' -s s -d 'Those of the server'
complete -c mux -n '__mux_is show-options' -s v -d 'The value alone'
complete -c mux -n '__mux_is show-options' -s w -d 'Those of the window'
complete -c mux -n '__mux_is show-options' -s t -r -f -a '(__mux_pane)' -d 'Whose'
complete -c mux -n '__mux_is show-options' -f -a '(__mux_option)'
complete -c mux -n '__mux_is show-prompt-history' -s T -x -d 'Of one kind: command, search, target, window-target'
complete -c mux -n '__mux_is show-window-options' -s g -d 'Those of all windows'
complete -c mux -n '__mux_is show-window-options' -s v -d 'The value alone'
complete -c mux -n '__mux_is show-window-options' -s t -r -f -a '(__mux_window)' -d 'The window'
complete -c mux -n '__mux_is show-window-options' -f -a '(__mux_option)'
complete -c mux -n '__mux_is snapshots' -l json -d 'As JSON'
complete -c mux -n '__mux_is source-file' -s F -d 'Fill in formats in the paths'
complete -c mux -n '__mux_is source-file' -s n -d 'Only look for mistakes'
complete -c mux -n '__mux_is source-file' -s q -d 'Say nothing of files that are not there'
complete -c mux -n '__mux_is source-file' -s v -d 'Print each command'
complete -c mux -n '__mux_is source-file' -s t -r -f -a '(__mux_pane)' -d 'What formats are about'
complete -c mux -n '__mux_is source-file' -F
complete -c mux -n '__mux_is split-window' -s b -d 'Before the target pane: left of it or above it'
complete -c mux -n '__mux_is split-window' -s d -d 'Do not make it active'
complete -c mux -n '__mux_is split-window' -s f -d 'Over the whole height or width of the window'
complete -c mux -n '__mux_is split-window' -s h -d 'Side by side'
complete -c mux -n '__mux_is split-window' -s P -d 'Print where it is'
complete -c mux -n '__mux_is split-window' -s v -d 'One above the other, as without a flag'
complete -c mux -n '__mux_is split-window' -s Z -d 'Keep the window zoomed'
complete -c mux -n '__mux_is split-window' -s c -r -f -a '(__fish_complete_directories)' -d 'Where it starts'
complete -c mux -n '__mux_is split-window' -s e -x -d 'A variable for its environment'
complete -c mux -n '__mux_is split-window' -s F -x -d 'How -P prints'
complete -c mux -n '__mux_is split-window' -s l -x -d 'Its size: cells, or N%'
complete -c mux -n '__mux_is split-window' -s p -x -d 'Its size in percent, as in old versions of tmux'
complete -c mux -n '__mux_is split-window' -s t -r -f -a '(__mux_pane)' -d 'The pane to split'
complete -c mux -n '__mux_is status' -l check -d 'Look through the databases for damage, too'
complete -c mux -n '__mux_is status' -l json -d 'As JSON'
complete -c mux -n '__mux_is suspend-client' -s t -r -f -a '(__mux_client)' -d 'The client'
complete -c mux -n '__mux_is swap-pane' -s D -d 'With the next pane'
complete -c mux -n '__mux_is swap-pane' -s d -d 'Do not change which pane is active'
complete -c mux -n '__mux_is swap-pane' -s U -d 'With the pane before'
complete -c mux -n '__mux_is swap-pane' -s Z -d 'Keep the window zoomed'
complete -c mux -n '__mux_is swap-pane' -s s -r -f -a '(__mux_pane)' -d 'One pane; the marked one without it'
complete -c mux -n '__mux_is swap-pane' -s t -r -f -a '(__mux_pane)' -d 'The other'
complete -c mux -n '__mux_is swap-window' -s d -d 'Keep the current window\'s index current'
complete -c mux -n '__mux_is swap-window' -s s -r -f -a '(__mux_window)' -d 'One window; the marked one without it'
complete -c mux -n '__mux_is swap-window' -s t -r -f -a '(__mux_window)' -d 'The other'
complete -c mux -n '__mux_is switch-client' -s E -d 'Do not apply update-environment'
complete -c mux -n '__mux_is switch-client' -s F -d 'Accepted, without effect'
complete -c mux -n '__mux_is switch-client' -s l -d 'The session shown before'
complete -c mux -n '__mux_is switch-client' -s n -d 'The next session'
complete -c mux -n '__mux_is switch-client' -s p -d 'The session before'
complete -c mux -n '__mux_is switch-client' -s r -d 'Toggle read-only'
complete -c mux -n '__mux_is switch-client' -s Z -d 'Keep the window zoomed'
complete -c mux -n '__mux_is switch-client' -s c -r -f -a '(__mux_client)' -d 'The client'
complete -c mux -n '__mux_is switch-client' -s O -x -d 'The order of -n and -p: index, name, creation, activity'
complete -c mux -n '__mux_is switch-client' -s t -r -f -a '(__mux_session)' -d 'The session, or a window or pane of it'
complete -c mux -n '__mux_is switch-client' -s T -r -f -a '(__mux_table)' -d 'The key table of the next key'
complete -c mux -n '__mux_is unbind-key' -s a -d 'Every key of the table'
complete -c mux -n '__mux_is unbind-key' -s n -d 'Of the table root'
complete -c mux -n '__mux_is unbind-key' -s q -d 'Say nothing if there is no such key'
complete -c mux -n '__mux_is unbind-key' -s T -r -f -a '(__mux_table)' -d 'The key table'
complete -c mux -n '__mux_is unlink-window' -s k -d 'Close it if it is in no other'
complete -c mux -n '__mux_is unlink-window' -s t -r -f -a '(__mux_window)' -d 'The window'
complete -c mux -n '__mux_is upgrade' -l check -d 'Only say whether it could'
complete -c mux -n '__mux_is upgrade' -F
complete -c mux -n '__mux_is wait-for' -s L -d 'Lock it; wait as long as somebody else has'
complete -c mux -n '__mux_is wait-for' -s S -d 'Wake everyone who waits, or the next one who will'
complete -c mux -n '__mux_is wait-for' -s U -d 'Unlock it'
complete -c mux -n '__mux_is workspace' -s d -d 'load: do not attach'
complete -c mux -n '__mux_is workspace' -l force -d 'save: write over the workspace that has this name'
complete -c mux -n '__mux_is workspace' -l json -d 'list: as JSON'
complete -c mux -n '__mux_is workspace' -l yes -d 'load: run the commands of a file that is not one of yours without asking'
complete -c mux -n '__mux_is workspace' -s t -r -f -a '(__mux_session)' -d 'save: the session'
complete -c mux -n '__mux_is workspace' -f -a 'save list show load delete'
complete -c mux -n '__mux_is workspace' -F

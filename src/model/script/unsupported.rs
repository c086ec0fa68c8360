//! Flags of tmux that mux does not have yet. They are accepted where commands are parsed, so that a
//! configuration with them loads and `list-keys` prints it as it is written. A command that uses
//! one fails when it runs.

/// The error of a flag that is not there yet.
pub(crate) fn flag_message(command: &str, flag: char) -> String {
    format!("{command} -{flag} is not supported yet")
}

/// Flags that are not there yet: the command, those without a value, and those with one.
const FLAGS: &[(&str, &str, &str)] = &[("capture-pane", "R", "")];

/// Whether `flag` is a flag of `command` that is not there yet; `Some(true)` if a value follows it.
pub(crate) fn flag(command: &str, flag: char) -> Option<bool> {
    let (_, plain, valued) = FLAGS.iter().find(|(name, ..)| *name == command)?;
    if valued.contains(flag) {
        Some(true)
    } else {
        plain.contains(flag).then_some(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::commands;
    use crate::model::script::getopt::has_flag;
    use crate::model::script::table::find;
    use crate::model::testing::TestWorld;

    /// The flags of tmux 3.7 by command, those with a value behind a colon.
    const TMUX: &str = "attach-session:dErx:cft bind-key:nr:NT break-pane:abdP:Fnst \
        capture-pane:aCeFHJLMNPpqT:bESt choose-buffer:NryZ:FfKOt choose-client:NryZ:FfKOt \
        choose-tree:GNrswyZ:FfKOt clear-history:H:t clear-prompt-history::T clock-mode::t \
        command-prompt:1bCeFiklN:IpTt confirm-before:by:cpt copy-mode:deHMqSu:st \
        customize-mode:NyZ:Fft delete-buffer::b detach-client:aP:Est display-menu:MO:bCcHSsTtxy \
        display-message:aCIlNpv:cdFt display-panes:bN:dt \
        display-popup:BCEkN:bcdehSstTwxy find-window:CiNrTZ:t has-session::t if-shell:bF:t join-pane:bdfhv:lpst kill-pane:a:t kill-session:aCg:t kill-window:a:t \
        last-pane:deZ:t last-window::t link-window:abdk:st list-buffers:r:FfO \
        list-clients:r:FfOt list-commands::F list-keys:1aNr:FOPT list-panes:ars:FfOt \
        list-sessions:r:FfO list-windows:ar:FfOt load-buffer:w:bt \
        lock-client::t lock-session::t move-pane:bdfhv:lpst \
        move-window:abdkr:st new-session:ADdEPX:ceFfnstxy new-window:abdkPS:ceFnt \
        new-pane:bdEfhIkLPvZ:ceFlmpRSstXxYy next-layout::t next-window:a:t paste-buffer:dprS:bst pipe-pane:IOo:t previous-layout::t \
        previous-window:a:t refresh-client:cDLlRSU:ABCFfrt rename-session::t rename-window::t \
        resize-pane:DLMRTUZ:txy resize-window:AaDLRU:txy respawn-pane:k:cet \
        respawn-window:k:cet rotate-window:DUZ:t run-shell:bCE:cdst save-buffer:a:b \
        select-layout:Enop:t select-pane:DdegLlMmRUZ:PTt select-window:lnpT:t \
        send-keys:FHKlMRX:cNt send-prefix:2:t server-access:adlrw: \
        set-buffer:aw:bnt set-environment:Fghru:t \
        set-hook:agpRuw:t set-option:aFgopqsUuw:t set-window-option:aFgoqu:t show-buffer::b \
        show-environment:ghs:t show-hooks:gpw:t show-messages:JT:t show-options:AgHpqsvw:t \
        show-prompt-history::T show-window-options:gv:t source-file:Fnqv:t \
        split-window:bdEfhIkPvZ:ceFlmpRSst suspend-client::t swap-pane:dDUZ:st swap-window:d:st \
        switch-client:EFlnprZ:cOTt unbind-key:anq:T unlink-window:k:t wait-for:LSU:";

    #[test]
    fn every_flag_of_tmux_is_there_or_known_to_be_missing() {
        let mut wrong = Vec::new();
        for row in TMUX.split_whitespace() {
            let mut parts = row.split(':');
            let mut part = || parts.next().unwrap();
            let (name, plain, valued) = (part(), part(), part());
            let definition = find(commands::COMMANDS, name, 0).unwrap().definition();
            let plain = plain.chars().map(|c| (c, false));
            for (letter, value) in plain.chain(valued.chars().map(|c| (c, true))) {
                let mut args = definition.get_arguments();
                let known = args.find(|arg| has_flag(arg, letter));
                let known = known.map(|arg| arg.get_action().takes_values());
                match (known, flag(name, letter)) {
                    (Some(takes), None) | (None, Some(takes)) if takes == value => {}
                    other => wrong.push(format!("{name} -{letter}: {other:?}")),
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn unsupported_words_are_accepted_where_they_are_bound_and_fail_where_they_run() {
        let (words, message) = ("capture-pane -pR", "capture-pane -R is not supported yet");
        let mut fixture = TestWorld::new();
        assert_eq!(fixture.fails(words), message, "{words}");
        fixture.ok(&format!("bind -T t x {words}"));
        let block = format!("bind -T t y {{ if -F 1 {{ {words} }} }}");
        fixture.files.insert("/block".into(), block);
        fixture.ok("source /block");
        let listed = fixture.ok("list-keys -T t");
        fixture.ok("unbind -a -T t");
        fixture.files.insert("/keys".into(), listed.clone());
        fixture.ok("source /keys");
        assert_eq!(fixture.ok("list-keys -T t"), listed);
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.ok("bind F5 capture-pane -R");
        fixture.keys(client, &["C-b", "F5"]);
        let log = fixture.ok("show-messages");
        let message = "Capture-pane -R is not supported yet";
        assert!(log.contains(message), "{log}");
    }
}

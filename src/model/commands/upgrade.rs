//! `upgrade`: replace the running server with another mux program.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::effect::Effect;

/// Replace the running server with another mux program, without interrupting sessions.
#[derive(clap::Args, Debug)]
pub struct Upgrade {
    /// Only check whether the upgrade can work
    #[arg(long)]
    check: bool,
    /// Print as JSON
    #[arg(long)]
    json: bool,
    /// Path of the new program (default: the running one, as it is on disk now)
    #[arg(value_name = "path")]
    path: Option<String>,
}

impl Command for Upgrade {
    const NAME: &'static str = "upgrade";
    const OWN: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let program = self.path.map(|path| cx.path(&path));
        let run = cx.run;
        let client = cx.world.queues.all.get(&run).and_then(|run| run.client);
        cx.world.effect(Effect::Upgrade {
            run,
            client,
            program,
            check: self.check,
            json: self.json,
        });
        Ok(Flow::Wait)
    }
}

//! `customize-mode`: browse and change options.

use crate::base::Result;
use crate::model::call::{Call, Flow};
use crate::model::command::Verb;
use crate::model::state::chooser::{Chooser, Kind};

/// Look through the options and change them.
#[derive(clap::Args, Debug)]
pub struct CustomizeMode {
    /// Do not show below the list what an option is for
    #[arg(short = 'N')]
    plain: bool,
    /// Accepted, without effect
    #[arg(short = 'y')]
    sure: bool,
    /// Zoom the pane for the list
    #[arg(short = 'Z')]
    zoom: bool,
    /// How an option is written
    #[arg(short = 'F', value_name = "format")]
    format: Option<String>,
    /// Only options for which this is true
    #[arg(short = 'f', value_name = "filter")]
    filter: Option<String>,
    /// The pane
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
}

impl Verb for CustomizeMode {
    const NAME: &'static str = "customize-mode";

    fn run(self, call: &mut Call<'_>) -> Result<Flow> {
        let place = call.pane_target(self.target.as_deref())?;
        let chooser = Chooser {
            kind: Kind::Options,
            format: self.format,
            filter: self.filter,
            order: "name".to_owned(),
            preview: !self.plain,
            sure: self.sure,
            ..Chooser::default()
        };
        call.world
            .enter_chooser(place, chooser, self.zoom, call.sight);
        Ok(Flow::Done)
    }
}

//! `mux mcp`: a server of the Model Context Protocol on standard input and output, for programs
//! that run language models. Each tool is a command of mux, run by an ordinary client.

mod arguments;
mod call;
mod handler;
mod scope;
mod tools;

use crate::base::{Error, Result};
use arguments::Arguments;
use call::Runner;
use handler::Handler;
use rmcp::ServiceExt as _;
use rmcp::transport::stdio;
use scope::Scope;
use std::io::Write as _;
use std::path::Path;

/// Serves until the end of standard input. `words` are the arguments behind `mux mcp`, `label` and
/// `socket` choose the server. Returns the exit status.
pub fn run(words: &[String], label: Option<&str>, socket: Option<&Path>) -> i32 {
    match serve(words, label, socket) {
        Ok(()) => 0,
        Err(error) => {
            drop(writeln!(std::io::stderr(), "mux mcp: {}", error.message));
            1
        }
    }
}

fn serve(words: &[String], label: Option<&str>, socket: Option<&Path>) -> Result<()> {
    let arguments = Arguments::parse(words)?;
    let runner = Runner::new(label, socket)?;
    let failed = |error: &dyn std::fmt::Display| Error::system(error.to_string());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| failed(&error))?;
    runtime.block_on(async {
        let scope = Scope::new(&runner, arguments.target.clone()).await?;
        let handler = Handler::new(runner, arguments.allow, scope);
        let service = handler.serve(stdio()).await;
        let service = match service {
            Ok(service) => service,
            // The client went away before it said anything.
            Err(rmcp::service::ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
            Err(error) => return Err(failed(&error)),
        };
        service.waiting().await.map_err(|error| failed(&error))?;
        Ok(())
    })?;
    // A read of standard input that cannot be cancelled must not hold the process.
    runtime.shutdown_background();
    Ok(())
}

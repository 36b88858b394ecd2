// SPDX-License-Identifier: AGPL-3.0-or-later
//! `sportello serve`: the site and the due work, until SIGINT or SIGTERM. The site stops first, then the work; what is
//! under way is finished.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;

use super::output::say;
use super::{open, people};
use crate::context::Context;
use crate::{app, schedule};

pub(super) fn run(file: Option<&Path>) -> anyhow::Result<ExitCode> {
    let ctx = open(file)?;
    app::must_know_authorities(&ctx.config)?;
    let listener = listen(ctx.config.server.listen)?;
    if !people::somebody_administers(&ctx)? {
        tracing::warn!("nobody administers this installation yet");
        say("Nobody administers this installation yet. Enter somebody with:\n\n  \
             sportello people add --name 'Nome Cognome' --email nome@ente.it --role admin\n")?;
    }
    say(format!("Listening on http://{}", listener.local_addr()?))?;
    until_stopped(&ctx, listener)?;
    Ok(ExitCode::SUCCESS)
}

/// Takes the address; a taken one is told with what to do about it.
pub(super) fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => anyhow::anyhow!(
            "{address} is in use by another program: stop that one, or choose another address (server.listen, or --listen of the demo)"
        ),
        _ => anyhow::Error::new(error).context(format!("cannot listen on {address}")),
    })
}

/// Serves and works until somebody stops the program.
pub(super) fn until_stopped(ctx: &Context, listener: TcpListener) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("threads")?;
    runtime.block_on(async {
        let workers = Arc::new(app::workers(ctx)?);
        let server = app::serve(ctx, listener).context("the site")?;
        let work = schedule::start(workers).await.context("the due work")?;
        tracing::info!(
            version = env!("CARGO_PKG_VERSION"),
            database = ctx.database().engine(),
            "started"
        );
        let served = server.await;
        tracing::info!("the site has stopped; finishing the work under way");
        work.stop().await.context("the due work")?;
        tracing::info!("stopped");
        served.context("the site")
    })
}

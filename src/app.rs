// SPDX-License-Identifier: AGPL-3.0-or-later
//! The whole program, built from its settings: database, stored files, site, jobs.

use std::net::TcpListener;
use std::sync::Arc;

use actix_web::dev::Server;
use actix_web::middleware::from_fn;
use actix_web::{App as Site, HttpServer, web};
use anyhow::Context as _;

use crate::config::Config;
use crate::context::Context;
use crate::intake::jobs::Mailboxes;
use crate::notices::jobs::Postman;
use crate::people::pages::{Attention, with_reader};
use crate::platform::blobs::BlobStore;
use crate::platform::clock::Clock;
use crate::platform::db::Database;
use crate::platform::failure::Error;
use crate::platform::mail::signature::Authorities;
use crate::platform::web::failure::Failure;
use crate::platform::web::room::Room;
use crate::schedule::Workers;
use crate::site::pages::Doors;
use crate::{flow, intake, routes};

/// Opens the database and the folder of stored files; migrations are for the caller.
///
/// # Errors
/// When one of them cannot be opened; the text says which and why.
pub fn open(config: Config, clock: Clock) -> anyhow::Result<Context> {
    let database = Database::open(&config.database.url, config.database.connections)?;
    let folder = &config.storage.blobs;
    let blobs = BlobStore::open(folder).with_context(|| format!("the folder of stored files, {}", folder.display()))?;
    Ok(Context::new(Arc::new(config), database, blobs, clock, flow::react))
}

/// Whether every file that the settings name for certified mail can be read: without the authorities nobody's signature would
/// be checked, and certified mail is believed.
///
/// # Errors
/// When one cannot; the text says which, and what to do.
pub fn must_know_authorities(config: &Config) -> anyhow::Result<()> {
    for mailbox in config.mailboxes.iter().filter(|mailbox| mailbox.pec) {
        let file = &mailbox.pec_authorities;
        Authorities::read(file).map_err(|error| {
            tracing::error!(mailbox = mailbox.name, %error, "the authorities of certified mail cannot be read");
            let name = &mailbox.name;
            anyhow::Error::new(error).context(format!(
                "mailboxes ({name}).pec_authorities: the file of authorities cannot be read; put it right, or take the line out \
                 to believe certified mail unchecked"
            ))
        })?;
    }
    Ok(())
}

/// What the jobs work with.
///
/// # Errors
/// When the settings of the outgoing mail are unusable.
pub fn workers(ctx: &Context) -> anyhow::Result<Workers> {
    let postman = Postman::new(&ctx.config).context("outgoing mail")?;
    Ok(Workers {
        ctx: ctx.clone(),
        mailboxes: Mailboxes::new(&ctx.config),
        postman,
    })
}

/// Serves the site on a socket that is open already. The server stops at SIGINT and SIGTERM, after the requests that are
/// under way.
///
/// # Errors
/// When the socket cannot be used.
pub fn serve(ctx: &Context, listener: TcpListener) -> std::io::Result<Server> {
    let data = web::Data::new(ctx.clone());
    let storage = &ctx.config.storage;
    let largest = (storage.max_file_mb as usize * 1_048_576).saturating_mul(storage.max_files as usize);
    let room = web::Data::new(Room::for_forms_of(largest));
    let doors = web::Data::new(Doors::new(&ctx.config));
    let server = HttpServer::new(move || {
        Site::new()
            .app_data(data.clone())
            .app_data(doors.clone())
            .app_data(room.clone())
            .app_data(Attention(intake::needing_somebody))
            .wrap(from_fn(with_reader))
            .configure(routes::configure)
            .default_service(web::to(nothing_here))
    });
    let workers = ctx.config.server.workers;
    let server = if workers == 0 { server } else { server.workers(workers) };
    Ok(server.shutdown_timeout(10).listen(listener)?.run())
}

async fn nothing_here() -> Result<&'static str, Failure> {
    Err(Error::NotFound.into())
}

// SPDX-License-Identifier: AGPL-3.0-or-later
//! `sportello export`: data for other programs, written as it is read.

use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};
use serde_json::{Value, json};

use super::open;
use crate::platform::db::Conn;
use crate::platform::failure::Result;
use crate::tickets::{self, Recorded, Ticket};
use crate::{catalog, entities, people};

/// Tickets of one read, so that a long export keeps no connection from others.
const AT_ONCE: i64 = 100;

#[derive(Subcommand)]
pub(super) enum Export {
    /// Every ticket with its messages, the data of its files, and its history: one JSON object per line
    ///
    /// Nothing is left out: notes, confidential tickets and addresses are in it. Keep the result as safe as the database.
    Tickets {
        /// Form of the result
        #[arg(long, value_enum, default_value_t = Format::Jsonl)]
        format: Format,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Format {
    /// One JSON object per line
    Jsonl,
}

impl Export {
    pub(super) fn run(self, file: Option<&Path>) -> anyhow::Result<ExitCode> {
        let ctx = open(file)?;
        let Self::Tickets { format: Format::Jsonl } = self;
        let mut out = BufWriter::new(std::io::stdout().lock());
        let mut after = 0;
        loop {
            let lines = ctx.read(|conn| lines_after(conn, after))?;
            let Some((last, _)) = lines.last() else { break };
            after = *last;
            for (_, line) in lines {
                serde_json::to_writer(&mut out, &line)?;
                out.write_all(b"\n")?;
            }
        }
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The next tickets in the order of their numbers.
fn lines_after(conn: &mut Conn, number: i64) -> Result<Vec<(i64, Value)>> {
    let found = tickets::numbered_after(conn, number, AT_ONCE)?;
    found
        .into_iter()
        .map(|ticket| Ok((ticket.number, line(conn, &ticket)?)))
        .collect()
}

fn line(conn: &mut Conn, ticket: &Ticket) -> Result<Value> {
    let entity = ticket.entity_id.map(|id| entities::find(conn, id)).transpose()?;
    let service = ticket.service_id.map(|id| catalog::service(conn, id)).transpose()?;
    let team = ticket.team_id.map(|id| people::team(conn, id)).transpose()?;
    let assignee = ticket.assignee_id.map(|id| people::find(conn, id)).transpose()?;
    let requester = people::find(conn, ticket.requester_id)?;
    let merged_into = ticket.merged_into.map(|id| tickets::find(conn, id)).transpose()?;
    let follow_up_of = ticket.follow_up_of.map(|id| tickets::find(conn, id)).transpose()?;
    let mut watchers = Vec::new();
    for watcher in tickets::watchers_of(conn, ticket.id)? {
        watchers.push(people::find(conn, watcher)?.email);
    }
    Ok(json!({
        "number": ticket.number,
        "subject": ticket.subject,
        "status": ticket.status.as_str(),
        "priority": ticket.priority.as_str(),
        "channel": ticket.channel.as_str(),
        "confidential": ticket.confidential,
        "entity": entity.map(|entity| json!({ "name": entity.public_name(), "ipa_code": entity.ipa_code })),
        "service": service.map(|service| service.code),
        "team": team.map(|team| team.code),
        "requester": { "name": requester.name, "email": requester.email },
        "assignee": assignee.map(|person| person.email),
        "watchers": watchers,
        "created_at": ticket.created_at,
        "updated_at": ticket.updated_at,
        "first_reply_at": ticket.first_reply_at,
        "resolved_at": ticket.resolved_at,
        "closed_at": ticket.closed_at,
        "on_hold_until": ticket.on_hold_until,
        "reopened_count": ticket.reopened_count,
        "merged_into": merged_into.map(|ticket| ticket.number),
        "follow_up_of": follow_up_of.map(|ticket| ticket.number),
        "messages": messages(conn, ticket)?,
        "history": history(conn, ticket)?,
    }))
}

fn messages(conn: &mut Conn, ticket: &Ticket) -> Result<Vec<Value>> {
    let all = tickets::every_message(conn, ticket.id)?;
    let messages = all.into_iter().map(|message| {
        let files = message.files.into_iter().map(|file| {
            json!({ "filename": file.filename, "content_type": file.content_type, "size": file.size, "sha256": file.sha256 })
        });
        json!({
            "id": message.id.to_string(),
            "kind": message.kind.as_str(),
            "author": message.author.map(|_| json!({ "name": message.author_name, "email": message.author_email })),
            "from_staff": message.from_staff,
            "channel": message.channel.as_str(),
            "body": message.body,
            "mail_id": message.mail_id,
            "created_at": message.created_at,
            "files": files.collect::<Vec<_>>(),
        })
    });
    Ok(messages.collect())
}

fn history(conn: &mut Conn, ticket: &Ticket) -> Result<Vec<Value>> {
    let recorded = tickets::recorded(conn, ticket.id)?;
    let entries = recorded.into_iter().map(
        |Recorded {
             at,
             actor,
             person,
             data,
         }| { json!({ "at": at, "actor": actor, "person": person.map(|id| id.to_string()), "event": data }) },
    );
    Ok(entries.collect())
}

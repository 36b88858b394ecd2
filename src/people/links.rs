// SPDX-License-Identifier: AGPL-3.0-or-later
//! One-time links: employees sign in by a mail to their institutional address instead of a password.
//!
//! A link works once, for some minutes, and only in the browser that asked for it: who steals the mail, or sends
//! somebody a link of their own, gets nowhere. Following it changes nothing, only confirming does, because mail
//! filters follow links too.

use diesel::prelude::*;

use super::{Person, by_email, meet};
use crate::entities;
use crate::ids::{PersonId, SignInLinkId};
use crate::platform::clock::Timestamp;
use crate::platform::db::Conn;
use crate::platform::failure::{Error, Result};
use crate::platform::mail::Address;
use crate::platform::{secrets, text};
use crate::schema::sign_in_links;
use crate::tx::Tx;

/// Longest path to go on to.
const LONGEST_PATH: usize = 500;

/// A link that is to be mailed; the token exists only here and in the mail.
#[derive(Clone)]
pub struct Link {
    /// The secret of the link, `/sign-in/link/{token}`.
    pub token: String,
    /// Where to send it.
    pub email: String,
    /// Name of the person, when known.
    pub person_name: Option<String>,
}

/// What a link is good for at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// It can be used here and now.
    Ready,
    /// It would work, but in the browser that asked for it.
    OtherBrowser,
    /// It is too old, was used, or never was.
    Expired,
}

/// A link that was used just now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedLink {
    /// Who signs in.
    pub person: PersonId,
    /// Where the person wanted to go.
    pub next_path: String,
}

/// Makes a link for an address, when it is one of an active person or of a member body's domain; `None` otherwise,
/// which the page must not show.
///
/// # Errors
/// When the browser has no token, or a row cannot be written.
pub fn ask_for_link(tx: &mut Tx<'_>, email: &str, browser_token: &str, next_path: &str) -> Result<Option<Link>> {
    let Some(address) = Address::new("", email) else {
        return Ok(None);
    };
    let known = by_email(tx.conn(), address.address())?;
    if !may_have_link(tx.conn(), &address, known.as_ref())? {
        return Ok(None);
    }
    let browser_hash = browser_hash(browser_token).ok_or_else(|| Error::bug("a sign-in link without a browser"))?;
    let token = secrets::new_token();
    let now = tx.now();
    let row = NewLink {
        id: SignInLinkId::new(),
        token_hash: secrets::sha256(&token),
        browser_hash,
        email: address.folded(),
        next_path: local_path(next_path).to_owned(),
        created_at: now,
        expires_at: now.plus_minutes(i64::from(tx.config().sign_in.link_minutes)),
    };
    diesel::insert_into(sign_in_links::table)
        .values(&row)
        .execute(tx.conn())?;
    Ok(Some(Link {
        token,
        email: row.email,
        person_name: known.map(|person| person.name),
    }))
}

/// What a link is good for in this browser.
///
/// # Errors
/// When the database does not answer.
pub fn link_state(conn: &mut Conn, token: &str, browser_token: &str, now: Timestamp) -> Result<LinkState> {
    let asked_by: Option<String> = sign_in_links::table
        .filter(sign_in_links::token_hash.eq(secrets::sha256(token)))
        .filter(sign_in_links::used_at.is_null())
        .filter(sign_in_links::expires_at.gt(now))
        .select(sign_in_links::browser_hash)
        .first(conn)
        .optional()?;
    Ok(match asked_by {
        None => LinkState::Expired,
        asked_by if asked_by == browser_hash(browser_token) => LinkState::Ready,
        Some(_) => LinkState::OtherBrowser,
    })
}

/// Uses a link up and says who signs in; somebody new becomes known.
///
/// # Errors
/// Refused when the link does not work here and now, or the person was deactivated meanwhile.
pub fn use_link(tx: &mut Tx<'_>, token: &str, browser_token: &str) -> Result<UsedLink> {
    let now = tx.now();
    match link_state(tx.conn(), token, browser_token, now)? {
        LinkState::Ready => {}
        LinkState::OtherBrowser => return Err(Error::refused("error-link-other-browser")),
        LinkState::Expired => return Err(Error::refused("error-link-expired")),
    }
    let (email, next_path): (String, String) = sign_in_links::table
        .filter(sign_in_links::token_hash.eq(secrets::sha256(token)))
        .select((sign_in_links::email, sign_in_links::next_path))
        .first(tx.conn())?;
    use_up(tx, token)?;
    let person = meet(tx, "", &email)?;
    if !person.is_active() {
        return Err(Error::refused("error-account-closed"));
    }
    Ok(UsedLink {
        person: person.id,
        next_path,
    })
}

/// The path itself when it leads to a page of this site, else the front page: a link must not carry anybody elsewhere.
/// Browsers read `\` as `/`, so it is not let through either.
pub fn local_path(path: &str) -> &str {
    let leads_here = path.starts_with('/')
        && !path.starts_with("//")
        && path.len() <= LONGEST_PATH
        && !path.contains(|c: char| c == '\\' || c.is_whitespace() || text::is_unsafe(c));
    if leads_here { path } else { "/" }
}

fn may_have_link(conn: &mut Conn, address: &Address, known: Option<&Person>) -> Result<bool> {
    match known {
        Some(person) => Ok(person.is_active()),
        None => Ok(!entities::by_domain(conn, address.domain())?.is_empty()),
    }
}

/// Compare and set: of two clicks at once, one signs in.
fn use_up(tx: &mut Tx<'_>, token: &str) -> Result<()> {
    let now = tx.now();
    let unused = sign_in_links::table
        .filter(sign_in_links::token_hash.eq(secrets::sha256(token)))
        .filter(sign_in_links::used_at.is_null());
    match diesel::update(unused)
        .set(sign_in_links::used_at.eq(now))
        .execute(tx.conn())?
    {
        1 => Ok(()),
        _ => Err(Error::refused("error-link-expired")),
    }
}

/// A browser without a token is no browser that could have asked.
fn browser_hash(browser_token: &str) -> Option<String> {
    (!browser_token.is_empty()).then(|| secrets::sha256(browser_token))
}

#[derive(Insertable)]
#[diesel(table_name = sign_in_links, treat_none_as_default_value = false)]
struct NewLink {
    id: SignInLinkId,
    token_hash: String,
    browser_hash: String,
    email: String,
    next_path: String,
    created_at: Timestamp,
    expires_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::testing::Office;
    use crate::people::{StaffRole, add_staff};
    use crate::schema::persons;

    const FANO: &str = "kind,name,istat_code,cadastral_code,ipa_code,province,population,postal_code,domains\n\
        comune,Fano,041013,D488,c_d488,PU,,,comune-fano.example\n";

    fn asked(office: &Office, email: &'static str) -> Option<Link> {
        office
            .write(move |tx| ask_for_link(tx, email, "browser", "/requests/12"))
            .unwrap()
    }

    fn used(office: &Office, token: &str, browser: &'static str) -> Result<UsedLink> {
        let token = token.to_owned();
        office.write(move |tx| use_link(tx, &token, browser))
    }

    fn state(office: &Office, token: &str, browser: &str) -> LinkState {
        office
            .ctx
            .read(|conn| link_state(conn, token, browser, office.ctx.now()))
            .unwrap()
    }

    fn deactivate(office: &Office, id: PersonId) {
        let now = office.ctx.now();
        office
            .write(move |tx| {
                let who = persons::table.filter(persons::id.eq(id));
                Ok(diesel::update(who)
                    .set(persons::deactivated_at.eq(now))
                    .execute(tx.conn())?)
            })
            .unwrap();
    }

    #[test]
    fn an_employee_nobody_knew_signs_in_by_the_body_s_domain_and_becomes_known() {
        let office = Office::with_entities(FANO);
        let link = asked(&office, "Anna.Neri@Comune-Fano.example").unwrap();
        assert_eq!(
            (link.email.as_str(), link.person_name),
            ("anna.neri@comune-fano.example", None)
        );
        assert_eq!(office.events("person_added"), 0);
        let used = used(&office, &link.token, "browser").unwrap();
        assert_eq!(used.next_path, "/requests/12");
        let person = office
            .ctx
            .read(|conn| by_email(conn, "anna.neri@comune-fano.example"))
            .unwrap()
            .unwrap();
        assert_eq!((used.person, person.name.as_str()), (person.id, "Anna Neri"));
        assert_eq!(office.events("membership_begun"), 1);
    }

    #[test]
    fn a_link_works_once() {
        let office = Office::with_entities(FANO);
        let link = asked(&office, "anna@comune-fano.example").unwrap();
        used(&office, &link.token, "browser").unwrap();
        assert_eq!(state(&office, &link.token, "browser"), LinkState::Expired);
        assert!(
            matches!(used(&office, &link.token, "browser"), Err(Error::Refused(r)) if r.key == "error-link-expired")
        );
    }

    #[test]
    fn a_link_works_for_a_quarter_of_an_hour() {
        let office = Office::with_entities(FANO);
        let link = asked(&office, "anna@comune-fano.example").unwrap();
        office.ctx.clock.advance_seconds(14 * 60);
        assert_eq!(state(&office, &link.token, "browser"), LinkState::Ready);
        office.ctx.clock.advance_seconds(60 + 1);
        assert_eq!(state(&office, &link.token, "browser"), LinkState::Expired);
        assert!(used(&office, &link.token, "browser").is_err());
    }

    #[test]
    fn a_link_works_only_in_the_browser_that_asked_and_trying_elsewhere_does_not_use_it_up() {
        let office = Office::with_entities(FANO);
        let link = asked(&office, "anna@comune-fano.example").unwrap();
        assert_eq!(state(&office, &link.token, "other"), LinkState::OtherBrowser);
        assert_eq!(state(&office, &link.token, ""), LinkState::OtherBrowser);
        let elsewhere = used(&office, &link.token, "other");
        assert!(matches!(elsewhere, Err(Error::Refused(r)) if r.key == "error-link-other-browser"));
        assert!(used(&office, &link.token, "browser").is_ok());
    }

    #[test]
    fn strangers_the_deactivated_and_what_is_no_address_get_no_link() {
        let office = Office::with_entities(FANO);
        assert!(asked(&office, "x@elsewhere.example").is_none());
        assert!(asked(&office, "nonsense").is_none());
        let left = office.write(|tx| meet(tx, "", "left@comune-fano.example")).unwrap();
        deactivate(&office, left.id);
        assert!(asked(&office, "left@comune-fano.example").is_none());
    }

    #[test]
    fn a_known_person_gets_a_link_whatever_the_domain() {
        let office = Office::new();
        office
            .write(|tx| add_staff(tx, "Ada Bo", "ada@cstpu.example", StaffRole::Technician, &[], None))
            .unwrap();
        assert_eq!(
            asked(&office, "ada@cstpu.example").unwrap().person_name.as_deref(),
            Some("Ada Bo")
        );
    }

    #[test]
    fn who_is_deactivated_after_asking_does_not_get_in_and_a_failed_use_leaves_nothing_behind() {
        let office = Office::with_entities(FANO);
        let anna = office.write(|tx| meet(tx, "", "anna@comune-fano.example")).unwrap();
        let link = asked(&office, "anna@comune-fano.example").unwrap();
        deactivate(&office, anna.id);
        assert!(
            matches!(used(&office, &link.token, "browser"), Err(Error::Refused(r)) if r.key == "error-account-closed")
        );
    }

    #[test]
    fn only_hashes_of_tokens_are_stored() {
        let office = Office::with_entities(FANO);
        let link = asked(&office, "anna@comune-fano.example").unwrap();
        let stored: (String, String) = office
            .ctx
            .read(|c| {
                Ok(sign_in_links::table
                    .select((sign_in_links::token_hash, sign_in_links::browser_hash))
                    .first(c)?)
            })
            .unwrap();
        assert_eq!(stored, (secrets::sha256(&link.token), secrets::sha256("browser")));
    }

    #[test]
    fn a_link_leads_only_to_pages_of_this_site() {
        assert_eq!(local_path("/requests?view=open&page=2"), "/requests?view=open&page=2");
        for elsewhere in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "requests",
            "",
            "/a\r\nb",
            "/\t/evil.example",
        ] {
            assert_eq!(local_path(elsewhere), "/", "{elsewhere:?}");
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
//! `/survey/{token}`: the vote, what goes with it, some words, and thanks. Works without signing in and without
//! JavaScript: each step is a posting that only leads to the next step; the last one answers.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::json;

use super::draft::{Draft, Step};
use crate::people::pages::{Reader, View};
use crate::platform::failure::{Error, Refusal, Result};
use crate::platform::web::failure::Failure;
use crate::platform::web::form::{FieldError, Submitted, refusal_text};
use crate::surveys::{self, About, MOST_COMMENT, Survey, SurveyState};

/// What an answer of these pages is.
type Answered = std::result::Result<HttpResponse, Failure>;

/// Shows the first question, or why there is none. Changes nothing.
///
/// # Errors
/// When the database does not answer.
pub async fn show(reader: Reader, token: web::Path<String>) -> Answered {
    let survey = look(&reader, &token).await?;
    let question = Question::new(&token, &survey, &Draft::default(), None);
    answer_with(&reader, &survey, Step::Vote, &question, StatusCode::OK)
}

/// Leads to the step that a button asks for, or stores the answer.
///
/// # Errors
/// When the database does not answer.
pub async fn submit(reader: Reader, token: web::Path<String>, form: Submitted) -> Answered {
    let (token, draft) = (token.into_inner(), Draft::read(&form));
    let survey = look(&reader, &token).await?;
    let (step, refusal) = match draft.asked_for(form.value("step")) {
        Ok(Some(step)) => (step, None),
        Ok(None) => match send(&reader, &token, &draft).await {
            Ok(()) => return Ok(private(reader.redirect(&format!("/survey/{token}/thanks")))),
            Err(Error::Refused(refusal)) => (Step::Details, Some(refusal)),
            Err(error) => return Err(error.into()),
        },
        Err(refusal) => (Step::Vote, Some(refusal)),
    };
    // Somebody else may have answered between looking and sending.
    let survey = match refusal {
        Some(_) => look(&reader, &token).await?,
        None => survey,
    };
    let status = refusal
        .as_ref()
        .map_or(StatusCode::OK, |_| StatusCode::UNPROCESSABLE_ENTITY);
    let mistake = refusal.map(|refusal| mistake(&reader, step, &refusal));
    let question = Question::new(&token, &survey, &draft, mistake);
    answer_with(&reader, &survey, step, &question, status)
}

/// Says thanks to who has answered.
///
/// # Errors
/// When the database does not answer.
pub async fn thanks(reader: Reader, token: web::Path<String>) -> Answered {
    if look(&reader, &token).await?.state != SurveyState::Answered {
        return Ok(private(reader.redirect(&format!("/survey/{token}"))));
    }
    let view = View::new("surveys/thanks", reader.text("survey-title"));
    Ok(private(reader.page(view, &json!({}))?))
}

async fn look(reader: &Reader, token: &str) -> Result<Survey> {
    let token = token.to_owned();
    reader
        .read(move |conn, reader| surveys::open(conn, &token, reader.now()))
        .await
}

async fn send(reader: &Reader, token: &str, draft: &Draft) -> Result<()> {
    let (token, answer) = (token.to_owned(), draft.answer()?);
    reader
        .write_as_nobody(move |tx, _| surveys::answer(tx, &token, &answer))
        .await
}

fn answer_with(reader: &Reader, survey: &Survey, step: Step, question: &Question, status: StatusCode) -> Answered {
    if survey.state != SurveyState::Open {
        return closed(reader, survey, status);
    }
    let view = View::new(step.template(), reader.text("survey-title")).status(status);
    Ok(private(reader.page(view, question)?))
}

/// A link that is used, too old or taken back is nobody's mistake and has a page of its own; only one that leads
/// nowhere is not found.
fn closed(reader: &Reader, survey: &Survey, status: StatusCode) -> Answered {
    let (state, status) = match survey.state {
        SurveyState::Unknown => ("unknown", StatusCode::NOT_FOUND),
        SurveyState::Expired => ("expired", status),
        SurveyState::Voided => ("voided", status),
        SurveyState::Answered | SurveyState::Open => ("answered", status),
    };
    let view = View::new("surveys/closed", reader.text("survey-title")).status(status);
    let data = json!({ "state": state, "answered": state == "answered", "about": About::shown(survey) });
    Ok(private(reader.page(view, &data)?))
}

/// The address is a secret: it goes neither to the next site nor into a cache or a search engine.
fn private(mut response: HttpResponse) -> HttpResponse {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (header::HeaderName::from_static("x-robots-tag"), "noindex"),
    ] {
        headers.insert(name, header::HeaderValue::from_static(value));
    }
    response
}

fn mistake(reader: &Reader, step: Step, refusal: &Refusal) -> FieldError {
    let field = match step {
        Step::Vote => "vote",
        Step::Reasons => "reason",
        Step::Details => "comment",
    };
    FieldError::new(field, refusal_text(reader.locale, refusal))
}

/// What each step shows; what belongs to the other steps travels along in hidden fields.
#[derive(Serialize)]
struct Question {
    token: String,
    about: Option<ShownAbout>,
    votes: Vec<ShownVote>,
    vote: Option<u8>,
    positive: bool,
    reasons: Vec<ShownReason>,
    reason: String,
    comment: String,
    contact: bool,
    most: usize,
    errors: Vec<FieldError>,
    error: Option<String>,
}

#[derive(Serialize)]
struct ShownVote {
    stars: u8,
    first: bool,
    chosen: bool,
}

#[derive(Serialize)]
struct ShownReason {
    value: &'static str,
    first: bool,
    chosen: bool,
}

/// What the survey is about: for a confidential service its name is not there.
#[derive(Serialize)]
struct ShownAbout {
    number: i64,
    service_it: Option<String>,
    service_en: Option<String>,
}

impl About {
    fn shown(survey: &Survey) -> Option<ShownAbout> {
        let about = survey.about.as_ref()?;
        let named = |name: &String| (!about.confidential).then(|| name.clone());
        Some(ShownAbout {
            number: about.ticket_number,
            service_it: named(&about.service_name_it),
            service_en: named(&about.service_name_en),
        })
    }
}

impl Question {
    fn new(token: &str, survey: &Survey, draft: &Draft, mistake: Option<FieldError>) -> Self {
        let stars = draft.vote.map(crate::surveys::Vote::stars);
        let reasons = draft.reasons().iter().enumerate();
        Self {
            token: token.to_owned(),
            about: About::shown(survey),
            votes: (1..=5)
                .map(|star| ShownVote {
                    stars: star,
                    first: star == 1,
                    chosen: stars == Some(star),
                })
                .collect(),
            vote: stars,
            positive: draft.vote.is_some_and(crate::surveys::Vote::is_positive),
            reasons: reasons
                .map(|(place, reason)| ShownReason {
                    value: reason.as_str(),
                    first: place == 0,
                    chosen: draft.reason == Some(*reason),
                })
                .collect(),
            reason: draft
                .reason
                .map(|reason| reason.as_str().to_owned())
                .unwrap_or_default(),
            comment: draft.comment.clone(),
            contact: draft.contact,
            most: MOST_COMMENT,
            error: mistake.as_ref().map(|mistake| mistake.text.clone()),
            errors: mistake.into_iter().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ServiceId;

    fn survey(confidential: bool) -> Survey {
        let about = About {
            ticket_number: 7,
            service: ServiceId::new(),
            service_name_it: "Stipendi".into(),
            service_name_en: "Payroll".into(),
            confidential,
        };
        Survey {
            state: SurveyState::Open,
            about: Some(about),
        }
    }

    #[test]
    fn the_page_never_learns_the_name_of_a_confidential_service() {
        let shown = |confidential| {
            let question = Question::new("t", &survey(confidential), &Draft::default(), None);
            serde_json::to_string(&question).unwrap()
        };
        assert!(shown(false).contains("Stipendi"));
        assert!(!shown(true).contains("Stipendi") && !shown(true).contains("Payroll"));
    }

    #[test]
    fn the_address_of_a_survey_goes_to_no_other_site_and_into_no_cache() {
        let response = private(HttpResponse::Ok().finish());
        assert_eq!(response.headers().get(header::REFERRER_POLICY).unwrap(), "no-referrer");
        assert_eq!(response.headers().get(header::CACHE_CONTROL).unwrap(), "no-store");
    }
}

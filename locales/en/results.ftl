# SPDX-License-Identifier: AGPL-3.0-or-later
# The published results.

error-quarter-not-ended = The quarter is not over yet. It can be published from the day after its end.
error-already-published = The results of this quarter are already public and can no longer change.
error-publish-confirm = To publish, confirm that the preview was checked.
flash-results-published = The results of the quarter are public.

results-title = Results of the service
results-lead = How satisfied people are who ask for support: the opinions given after each resolved request, quarter by quarter.
results-quarter =
    { $number ->
        [q1] first quarter of { $year }
        [q2] second quarter of { $year }
        [q3] third quarter of { $year }
       *[q4] fourth quarter of { $year }
    }
results-from-to = from { $from } to { $to }
results-published-on = published on { $day }
results-stars =
    { $count ->
        [one] { $count } star
       *[other] { $count } stars
    }
results-total = All services
results-invitations = Invitations
results-responses = Answers
results-rate = Rate
results-mean = Mean
results-mean-of = out of 5
results-vote = Vote
results-share = Share
results-distribution = Distribution of votes
results-distribution-caption = Answers by vote, with their share of the total
results-chart-title = Answers by vote
results-by-service = By area and service
results-by-service-caption = Invitations, answers, response rate and mean of the votes from 1 to 5, { $quarter }
results-area-service = Area and service
results-hidden = figure not shown
results-no-rate = figure cannot be computed
results-total-hidden = In this quarter there are too few answers to show any figures: at least { $threshold } are needed, from at least { $people } different people.
results-why-hidden = The dash “—” stands for a figure that is not shown: each published number stands on at least { $threshold } answers from at least { $people } different people, so that nobody can be recognised. Sometimes a service with more answers is hidden too, or the small one could be found by subtraction.
results-method = How to read the figures
results-method-question = When a request has been resolved, whoever opened it gets an invitation with the question of the national model: “How easy was it to use this service?”, from 1 to 5 stars.
results-method-count = The rate is the number of answers for each invitation of the quarter; the mean is that of the votes. An answer counts in the quarter in which it is given, an invitation in the one in which it is sent: when answers outnumber invitations there is no rate.
results-method-hidden = No figure is published that stands on fewer than { $threshold } answers or fewer than { $people } different people, not even when it could be found by subtraction. What people wrote and single technicians never appear.
results-method-fixed = Results are published by quarter, after its end, and do not change from then on.
results-download = Download the data
results-csv = CSV, { $quarter }
results-json = JSON, { $quarter }
results-licence = Licence:
results-to-open-data = All open data
results-quarters = Published quarters
results-empty = No quarter has been published yet.

open-data-title = Open data
open-data-lead = The results of the service as data that anybody may reuse, naming the source: { $organisation }.
open-data-datasets = Data sets
open-data-description = Satisfaction with the support received: invitations, answers, response rate, mean and distribution of the votes, in total, by area and by service. Updated every quarter.
open-data-dataset = Satisfaction, { $quarter }
open-data-published = Published on
open-data-page = Page of the results, { $quarter }
open-data-hash = SHA-256 of the frozen figures:
open-data-csv = The fields of the CSV
open-data-csv-text = One file for each quarter by RFC 4180: UTF-8, comma as separator, decimal point, one header line; first the total, then each area followed by its services. Names are in Italian.
open-data-csv-caption = What each field means
open-data-field = Field
open-data-meaning = Meaning
open-data-period = The quarter, for example 2026-Q3.
open-data-level = Level of the row: total (all services), area or service.
open-data-area = Code and name of the area; empty in the row of the total.
open-data-service = Code and name of the service; only in the rows of services.
open-data-invitations = Invitations to answer that were sent in the quarter.
open-data-responses = Answers given in the quarter.
open-data-rate = Answers for each invitation, from 0 to 1; empty when it cannot be computed.
open-data-mean = Mean of the votes, from 1 to 5.
open-data-votes = How often each vote was given, from 1 to 5 stars.
open-data-suppressed = 1 if the numbers of the row are hidden so that nobody can be recognised, else 0.
open-data-json = The JSON
open-data-json-text = The same data with the areas and, within each, its services; names are in Italian and English, a hidden figure is null. Licence, quarter, day of publication and thresholds stand at the beginning.

manage-title = Satisfaction
manage-lead = Numbers for internal use: each figure stands on at least { $threshold } answers. Single technicians and what people wrote do not appear.
manage-to-publications = Publications
manage-overview = Latest quarters
manage-overview-caption = Invitations, answers, response rate and mean of the votes from 1 to 5, by quarter
manage-quarter = Quarter
manage-in-progress = in progress
manage-empty = Nobody has been invited to answer yet: figures appear after the first resolved requests.
manage-figures-of = Details: { $quarter }
manage-show = Show
manage-too-few = There are fewer than { $threshold } answers in this quarter: totals are not shown.
manage-compare = Comparison
manage-by-area = Area
manage-by-group = Group
manage-by-service = Service
manage-by-entity = Member body
manage-caption-by-area = By area, { $quarter }
manage-caption-by-group = By group, { $quarter }
manage-caption-by-service = By service, { $quarter }
manage-caption-by-entity = By member body, { $quarter }
manage-column-area = Area
manage-column-group = Group
manage-column-service = Service
manage-column-entity = Member body
manage-unknown-body = Body not known
manage-why-hidden = The dash “—” stands for a figure that rests on fewer than { $threshold } answers.
manage-no-rows = There are no invitations and no answers in this quarter.

publications-title = Publications
publications-lead = A quarter is published once, after its end. From then on its numbers do not change.
publications-to-publish = To be published
publications-preview = Check and publish
publications-nothing-to-publish = No quarter that is over is waiting to be published.
publications-published = Already public
publications-caption = Published quarters, the newest first
publications-at = Published on
publications-visible = Visible figures
publications-hidden = Hidden

preview-title = Preview: { $quarter }
preview-lead = This is how the results will look to anybody, without signing in.
preview-all-visible = All figures ({ $total }) will be visible.
preview-counts = Figures in all: { $total }. Visible: { $visible }. Hidden: { $hidden }.
preview-published = The results of this quarter are already public and can no longer change.
preview-to-results = Open the public page
preview-publish-title = Publication
preview-for-ever = Publication is final: the numbers above are frozen and nobody, not even an administrator, can change or withdraw them any more. They stay available to everybody as a page and as open data.
preview-confirm = The preview was checked, and publication is final
preview-publish = Publish the { $quarter }
preview-not-now = Not now

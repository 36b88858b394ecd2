# SPDX-License-Identifier: AGPL-3.0-or-later
# The satisfaction survey.

error-survey-unknown = This link leads to no survey. Check that you copied the whole of it from the message.
error-survey-answered = You have already answered this survey. Thank you.
error-survey-expired = The time to answer this survey is over.
error-survey-voided = The request was reopened: we will ask for your opinion when it is resolved.
error-survey-vote = Choose from 1 to 5 stars.
error-survey-reason = Choose one of the answers offered for your vote.
error-survey-comment = The text is too long: you can write at most { $max } characters.

survey-title = Your opinion on the service
survey-about = It is about your request no. { $number }.
survey-about-service = It is about your request no. { $number }, service “{ $service }”.
survey-question = How easy was it to use this service?
survey-legend = Rate the service from 1 to 5 stars
survey-rate =
    { $count ->
        [one] Rate { $count } star out of 5
       *[other] Rate { $count } stars out of 5
    }
survey-scale-low = Not easy at all
survey-scale-high = Very easy
survey-your-vote =
    { $count ->
        [one] Your vote: { $count } star out of 5
       *[other] Your vote: { $count } stars out of 5
    }
survey-step = Step { $step } of 2
survey-question-negative = Where did you have the most difficulty?
survey-question-positive = Which aspects did you like best?
survey-reason-unclear = Sometimes the instructions were not clear
survey-reason-incomplete = Sometimes the instructions were not complete
survey-reason-lost = Sometimes I could not tell whether I was doing it right
survey-reason-technical = I had technical problems
survey-reason-other = Other
survey-reason-clear = The instructions were clear
survey-reason-complete = The instructions were complete
survey-reason-sure = I could always tell that I was doing it right
survey-reason-no-problems = I had no technical problems
survey-reason-other-positive = Other
survey-question-details = Would you like to add more details?
survey-comment = Details
survey-comment-help = At most { $max } characters. Do not write names or personal data.
survey-contact = I would like to be contacted
survey-contact-help = If you choose this, your answer stays joined to your request, so that the help desk knows whom to contact.
survey-back = Back
survey-next = Next
survey-send = Send your opinion
survey-privacy = Your answer is not joined to the request or to you, unless you ask to be contacted.
survey-thanks = Thank you, your opinion will help us improve the service!
survey-thanks-next = Everybody’s opinions become public results every quarter.
survey-to-results = See the published results
survey-closed-help = If you think this is a mistake, write to the help desk:

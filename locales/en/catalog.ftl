# SPDX-License-Identifier: AGPL-3.0-or-later
# The catalogue of services.

catalog-title = Service catalogue
catalog-lead = Choose the service you need help with: your request goes straight to the team that looks after it.
catalog-areas = Areas of the catalogue
catalog-count = { $count ->
    [one] One service
   *[other] { $count } services
}
catalog-unsure-title = Cannot find the service?
catalog-unsure = Write anyway: describe what you need and your request will reach somebody who can help.
service-kind-base = Part of the agreement
service-kind-on-demand = On demand
service-confidential = Confidential: read only by who asks and the team that answers

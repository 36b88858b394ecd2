# SPDX-License-Identifier: AGPL-3.0-or-later
# Il catalogo dei servizi.

catalog-title = Catalogo dei servizi
catalog-lead = Scegli il servizio per cui ti serve assistenza: la richiesta arriva subito al gruppo che se ne occupa.
catalog-areas = Aree del catalogo
catalog-count = { $count ->
    [one] Un servizio
   *[other] { $count } servizi
}
catalog-unsure-title = Non trovi il servizio?
catalog-unsure = Scrivi lo stesso: descrivi che cosa ti serve e la richiesta arriverà a chi può aiutarti.
service-kind-base = Compreso nella convenzione
service-kind-on-demand = A domanda individuale
service-confidential = Riservato: leggono solo il richiedente e il gruppo che risponde

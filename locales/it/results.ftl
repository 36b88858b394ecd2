# SPDX-License-Identifier: AGPL-3.0-or-later
# I risultati pubblicati.

error-quarter-not-ended = Il trimestre non è ancora finito. Si può pubblicare dal giorno dopo la sua fine.
error-already-published = I risultati di questo trimestre sono già pubblicati e non possono più cambiare.
error-publish-confirm = Per pubblicare bisogna confermare di aver controllato l’anteprima.
flash-results-published = I risultati del trimestre sono pubblici.

results-title = Risultati del servizio
results-lead = Quanto è soddisfatto chi chiede assistenza: i pareri raccolti dopo ogni richiesta risolta, trimestre per trimestre.
results-quarter =
    { $number ->
        [q1] primo trimestre { $year }
        [q2] secondo trimestre { $year }
        [q3] terzo trimestre { $year }
       *[q4] quarto trimestre { $year }
    }
results-from-to = dal { $from } al { $to }
results-published-on = pubblicato il { $day }
results-stars =
    { $count ->
        [one] { $count } stella
       *[other] { $count } stelle
    }
results-total = Tutti i servizi
results-invitations = Inviti
results-responses = Risposte
results-rate = Tasso
results-mean = Media
results-mean-of = su 5
results-vote = Voto
results-share = Quota
results-distribution = Distribuzione dei voti
results-distribution-caption = Risposte per voto, con la quota sul totale
results-chart-title = Risposte per voto
results-by-service = Per area e servizio
results-by-service-caption = Inviti, risposte, tasso di risposta e media dei voti da 1 a 5, { $quarter }
results-area-service = Area e servizio
results-hidden = dato non mostrato
results-no-rate = dato non calcolabile
results-total-hidden = In questo trimestre le risposte sono troppo poche per mostrare dei numeri: ne servono almeno { $threshold }, di almeno { $people } persone diverse.
results-why-hidden = Il trattino «—» indica un dato non mostrato: ogni numero pubblicato si basa su almeno { $threshold } risposte di almeno { $people } persone diverse, perché nessuno sia riconoscibile. A volte si nasconde anche un servizio con più risposte, altrimenti quello piccolo si ricaverebbe per differenza.
results-method = Come leggere i dati
results-method-question = Dopo che una richiesta è stata risolta, chi l’ha aperta riceve un invito con la domanda del modello nazionale: «Quanto è stato facile usare questo servizio?», da 1 a 5 stelle.
results-method-count = Il tasso è il numero di risposte per ogni invito del trimestre; la media è quella dei voti. Una risposta conta nel trimestre in cui è data, un invito in quello in cui è inviato: quando le risposte superano gli inviti il tasso non si calcola.
results-method-hidden = Non si pubblicano dati che si basano su meno di { $threshold } risposte o su meno di { $people } persone diverse, neppure quando si ricaverebbero per differenza. Testi liberi e singoli tecnici non compaiono mai.
results-method-fixed = I risultati si pubblicano per trimestre, dopo la sua fine, e da quel momento non cambiano più.
results-download = Scarica i dati
results-csv = CSV, { $quarter }
results-json = JSON, { $quarter }
results-licence = Licenza:
results-to-open-data = Tutti i dati aperti
results-quarters = Trimestri pubblicati
results-empty = Non è ancora stato pubblicato nessun trimestre.

open-data-title = Dati aperti
open-data-lead = I risultati del servizio come dati da riutilizzare liberamente, citando la fonte: { $organisation }.
open-data-datasets = Insiemi di dati
open-data-description = Soddisfazione per l’assistenza ricevuta: inviti, risposte, tasso di risposta, media e distribuzione dei voti, in totale, per area e per servizio. Aggiornamento trimestrale.
open-data-dataset = Soddisfazione, { $quarter }
open-data-published = Pubblicato il
open-data-page = Pagina dei risultati, { $quarter }
open-data-hash = Impronta SHA-256 dei dati congelati:
open-data-csv = I campi del CSV
open-data-csv-text = Un file per trimestre secondo RFC 4180: UTF-8, virgola come separatore, punto decimale, una riga di intestazione; prima il totale, poi ogni area seguita dai suoi servizi.
open-data-csv-caption = Significato di ogni campo
open-data-field = Campo
open-data-meaning = Significato
open-data-period = Trimestre, per esempio 2026-Q3.
open-data-level = Livello della riga: total (tutti i servizi), area oppure service (servizio).
open-data-area = Codice e nome dell’area; vuoti nella riga del totale.
open-data-service = Codice e nome del servizio; presenti solo nelle righe dei servizi.
open-data-invitations = Inviti a rispondere inviati nel trimestre.
open-data-responses = Risposte date nel trimestre.
open-data-rate = Risposte per ogni invito, da 0 a 1; vuoto quando non si può calcolare.
open-data-mean = Media dei voti, da 1 a 5.
open-data-votes = Quante volte è stato dato ogni voto, da 1 a 5 stelle.
open-data-suppressed = 1 se i numeri della riga sono nascosti per non rendere riconoscibile nessuno, altrimenti 0.
open-data-json = Il JSON
open-data-json-text = Gli stessi dati con le aree e, dentro ognuna, i suoi servizi; i nomi sono in italiano e in inglese, un dato nascosto è null. Licenza, trimestre, giorno di pubblicazione e soglie stanno all’inizio.

manage-title = Soddisfazione
manage-lead = Numeri per uso interno: ogni dato si basa su almeno { $threshold } risposte. I singoli tecnici e i testi liberi non compaiono.
manage-to-publications = Pubblicazioni
manage-overview = Ultimi trimestri
manage-overview-caption = Inviti, risposte, tasso di risposta e media dei voti da 1 a 5, per trimestre
manage-quarter = Trimestre
manage-in-progress = in corso
manage-empty = Nessuno è ancora stato invitato a rispondere: i numeri compaiono dopo le prime richieste risolte.
manage-figures-of = Dettaglio: { $quarter }
manage-show = Mostra
manage-too-few = In questo trimestre le risposte sono meno di { $threshold }: i totali non si mostrano.
manage-compare = Confronto
manage-by-area = Area
manage-by-group = Gruppo
manage-by-service = Servizio
manage-by-entity = Ente
manage-caption-by-area = Per area, { $quarter }
manage-caption-by-group = Per gruppo, { $quarter }
manage-caption-by-service = Per servizio, { $quarter }
manage-caption-by-entity = Per ente, { $quarter }
manage-column-area = Area
manage-column-group = Gruppo
manage-column-service = Servizio
manage-column-entity = Ente
manage-unknown-body = Ente non noto
manage-why-hidden = Il trattino «—» indica un dato che si basa su meno di { $threshold } risposte.
manage-no-rows = In questo trimestre non ci sono inviti né risposte.

publications-title = Pubblicazioni
publications-lead = Un trimestre si pubblica una volta sola, dopo la sua fine. Da quel momento i numeri non cambiano più.
publications-to-publish = Da pubblicare
publications-preview = Controlla e pubblica
publications-nothing-to-publish = Nessun trimestre finito è in attesa di pubblicazione.
publications-published = Già pubblici
publications-caption = Trimestri pubblicati, dal più recente
publications-at = Pubblicato il
publications-visible = Dati visibili
publications-hidden = Nascosti

preview-title = Anteprima: { $quarter }
preview-lead = Così i risultati appariranno a chiunque, senza accesso.
preview-all-visible = Tutti i dati ({ $total }) saranno visibili.
preview-counts = Dati in tutto: { $total }. Visibili: { $visible }. Nascosti: { $hidden }.
preview-published = I risultati di questo trimestre sono già pubblici e non possono più cambiare.
preview-to-results = Apri la pagina pubblica
preview-publish-title = Pubblicazione
preview-for-ever = La pubblicazione è definitiva: i numeri qui sopra vengono congelati e nessuno, neppure un amministratore, può più modificarli o ritirarli. Restano disponibili a tutti come pagina e come dati aperti.
preview-confirm = L’anteprima è stata controllata e la pubblicazione è definitiva
preview-publish = Pubblica il { $quarter }
preview-not-now = Non ora

# SPDX-License-Identifier: AGPL-3.0-or-later
# Il questionario di soddisfazione.

error-survey-unknown = Questo link non porta a nessun questionario. Controlla di averlo copiato per intero dal messaggio.
error-survey-answered = Hai già risposto a questo questionario. Grazie.
error-survey-expired = Il tempo per rispondere a questo questionario è finito.
error-survey-voided = La richiesta è stata riaperta: ti chiederemo un parere quando sarà risolta.
error-survey-vote = Scegli da 1 a 5 stelle.
error-survey-reason = Scegli una delle risposte proposte per il tuo voto.
error-survey-comment = Il testo è troppo lungo: puoi scrivere al massimo { $max } caratteri.

survey-title = Il tuo parere sul servizio
survey-about = Riguarda la tua richiesta n. { $number }.
survey-about-service = Riguarda la tua richiesta n. { $number }, servizio «{ $service }».
survey-question = Quanto è stato facile usare questo servizio?
survey-legend = Valuta da 1 a 5 stelle il servizio
survey-rate =
    { $count ->
        [one] Valuta { $count } stella su 5
       *[other] Valuta { $count } stelle su 5
    }
survey-scale-low = Per niente facile
survey-scale-high = Molto facile
survey-your-vote =
    { $count ->
        [one] Il tuo voto: { $count } stella su 5
       *[other] Il tuo voto: { $count } stelle su 5
    }
survey-step = Passo { $step } di 2
survey-question-negative = Dove hai incontrato le maggiori difficoltà?
survey-question-positive = Quali sono stati gli aspetti che hai preferito?
survey-reason-unclear = A volte le indicazioni non erano chiare
survey-reason-incomplete = A volte le indicazioni non erano complete
survey-reason-lost = A volte non capivo se stavo procedendo correttamente
survey-reason-technical = Ho avuto problemi tecnici
survey-reason-other = Altro
survey-reason-clear = Le indicazioni erano chiare
survey-reason-complete = Le indicazioni erano complete
survey-reason-sure = Capivo sempre che stavo procedendo correttamente
survey-reason-no-problems = Non ho avuto problemi tecnici
survey-reason-other-positive = Altro
survey-question-details = Vuoi aggiungere altri dettagli?
survey-comment = Dettaglio
survey-comment-help = Inserire massimo { $max } caratteri. Non scrivere nomi o dati personali.
survey-contact = Vorrei essere ricontattato
survey-contact-help = Se lo scegli, la tua risposta resta collegata alla tua richiesta, così l’assistenza sa chi ricontattare.
survey-back = Indietro
survey-next = Avanti
survey-send = Invia il parere
survey-privacy = La tua risposta non viene collegata alla richiesta né alla tua persona, a meno che tu non chieda di essere ricontattato.
survey-thanks = Grazie, il tuo parere ci aiuterà a migliorare il servizio!
survey-thanks-next = I pareri di tutti diventano risultati pubblici ogni trimestre.
survey-to-results = Guarda i risultati pubblicati
survey-closed-help = Se pensi che sia un errore, scrivi all’assistenza:

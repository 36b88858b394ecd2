# SPDX-License-Identifier: AGPL-3.0-or-later
# Il questionario di soddisfazione.

error-survey-unknown = Questo link non porta a nessun questionario. Controlla di averlo copiato per intero dal messaggio.
error-survey-answered = Hai già risposto a questo questionario. Grazie.
error-survey-expired = Il tempo per rispondere a questo questionario è finito.
error-survey-voided = La richiesta è stata riaperta: ti chiederemo un parere quando sarà risolta.
error-survey-vote = Scegli da 1 a 5 stelle.
error-survey-reason = Scegli una delle risposte proposte per il tuo voto.
error-survey-comment = Il testo è troppo lungo: puoi scrivere al massimo { $max } caratteri.

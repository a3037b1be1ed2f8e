/** An answer as a list writes it, in some languages; the first that fits counts. */
export interface RsvpWord {
  readonly word: string;
  readonly rsvp: "invited" | "accepted" | "declined" | "tentative";
  readonly isWhole: boolean;
}

const word = (text: string, rsvp: RsvpWord["rsvp"]): RsvpWord => ({
  word: text,
  rsvp,
  isWhole: false,
});
const whole = (text: string, rsvp: RsvpWord["rsvp"]): RsvpWord => ({
  word: text,
  rsvp,
  isWhole: true,
});

/** Folded; "no response" stands before "no". As importers/guest_words.cpp; a test compares them. */
export const rsvpWords: readonly RsvpWord[] = [
  word("notsent", "invited"),
  word("notattending", "declined"),
  word("notcoming", "declined"),
  word("noreply", "invited"),
  word("noresponse", "invited"),
  word("noresponded", "invited"),
  word("notinvited", "invited"),
  word("notyet", "invited"),
  word("invited", "invited"),
  word("pending", "invited"),
  word("awaiting", "invited"),
  word("waiting", "invited"),
  whole("sent", "invited"),
  word("eingeladen", "invited"),
  whole("offen", "invited"),
  word("ausstehend", "invited"),
  word("enattente", "invited"),
  whole("invite", "invited"),
  word("pendiente", "invited"),
  word("invitado", "invited"),
  word("accept", "accepted"),
  word("akzeptiert", "accepted"),
  word("aceptado", "accepted"),
  word("attending", "accepted"),
  word("yes", "accepted"),
  whole("y", "accepted"),
  word("confirm", "accepted"),
  word("coming", "accepted"),
  word("going", "accepted"),
  word("zugesagt", "accepted"),
  word("zusage", "accepted"),
  whole("ja", "accepted"),
  whole("oui", "accepted"),
  whole("si", "accepted"),
  word("decline", "declined"),
  word("regret", "declined"),
  word("abgesagt", "declined"),
  word("absage", "declined"),
  whole("nein", "declined"),
  word("refus", "declined"),
  whole("non", "declined"),
  word("rechaz", "declined"),
  whole("no", "declined"),
  whole("n", "declined"),
  word("tentative", "tentative"),
  word("maybe", "tentative"),
  word("vielleicht", "tentative"),
  word("peutetre", "tentative"),
  word("quizas", "tentative"),
];

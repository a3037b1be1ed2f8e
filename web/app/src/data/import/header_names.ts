import type { Column } from "./columns.ts";

/**
 * Header names, folded, as they occur in the exports of planning programs, in templates and in what
 * people write themselves, in four languages. The same as importers/guest_columns.cpp has; a test
 * compares them.
 */
export const headerNames: Readonly<Partial<Record<Column, string>>> = {
  key: "id guestid guestnumber guestno ticketid biddernumber importkey uid",
  fullName:
    "name fullname guest guestname guestfullname displayname invitee gast gastname nom nomcomplet invite nombre nombrecompleto invitado nome",
  coupleNames: "guest1and2fullnames names couple",
  firstName:
    "firstname guestfirstname givenname forename first vorname prenom nombredepila primernombre",
  lastName:
    "lastname guestlastname surname familyname last nachname familienname nomdefamille apellido apellidos cognome",
  title: "title prefix salutation anrede civilite suffix",
  email:
    "email emailaddress emailprimary mail emailadresse courriel adressemail correo correoelectronico",
  phone:
    "phone phonenumber phoneprimary mobile mobilenumber mobilephone cell cellphone telephone tel telefon telefonnummer handy portable telefono movil",
  party:
    "party partyname household householdname family group groupname company familie haushalt gruppe foyer famille groupe grupo familia",
  side: "side seite cote lado",
  rsvp: "rsvp rsvpstatus status attending attendance response answer antwort zusage teilnahme reponse presence respuesta asistencia confirmacion",
  table:
    "table tablenumber tablename tableno tableassignment tisch tischnummer numerodetable mesa numerodemesa",
  seat: "seat seatnumber seatno chair platz sitzplatz siege asiento",
  meal: "meal mealchoice mealselection menu menuchoice entree menue menuwahl repas choixdumenu plato",
  diets:
    "dietary dietarynotes dietaryneeds dietaryrequirements dietaryrestrictions diet diets ernahrung ernaehrung regime regimealimentaire dieta restriccionesalimentarias",
  allergies: "allergies allergy foodallergies allergien allergie alergias",
  notes:
    "notes note comments comment adminnotes message notizen anmerkungen bemerkungen remarques notas comentarios",
  tags: "tags tag labels etiquettes etiquetas",
  plusOne: "plusone plusones plus1 begleitung accompagnant acompanante",
  plusOnesAllowed: "plusonesallowed plusoneallowed numberofplusones",
  child: "child ischild kid kind enfant nino",
  wheelchair: "wheelchair needswheelchair rollstuhl fauteuilroulant",
  ownNote: "line problem rowleftout",
  noPlace:
    "address streetaddress1 streetaddress2 street city state stateregion postalcode zip zipcode country citystatezip fulladdress adresse plz ort savethedate thankyou guest1and2firstnames groupid isprimarycontact nextto nearto notnextto notnearto orderid quantity created modified barcode from to type sitename hostemail subject",
};

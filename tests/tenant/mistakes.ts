/** A file in which almost everything is wrong, and what is to be said of it. Lines and columns are counted by hand. */

export const mistakenFile = `nam: Example Bakery
protect: maybe
eset:
  email: bakery
  tags: gold
  vatId: 2020123456
  comment:
  suspended: yes
  adress: { city: Springfield }
  deletionPolicy: keep
  parentId: ""
  description: for \${config:customer}
  licenses:
    endpoint: { productCode: PROTECT, quantity: 10 }
    seats: { productCode: "2015", quantity: ten }
    310: { productCode: 2018, quantity: 0.5, type: demo }
    again: { productCode: "2018", quantity: 5 }
    Mail Security: { productCode: "107", quantity: 5, trialExtensions: 1 }
    server: { productCode: "111", seats: 5, formerly: [again, a b] }
  users: []
  email: it@bakery.example
redstor:
  type: Reseller
  enabled: 1
  subscriptions:
    - { productId: 4, editionId: 5 }
`;

export const mistakes = [
  "1:1: nam is not a property of a tenant. Did you mean name?",
  "1:1: name is missing: give the company's name, without spaces at its start or end.",
  `2:10: protect must be true or false, not "maybe".`,
  `4:10: eset.email must be an e-mail address, not "bakery".`,
  `5:9: eset.tags must be a list of tags, e.g. ["gold"], not "gold".`,
  `6:10: eset.vatId must be a string, not 2020123456. Put it in quotes: "2020123456".`,
  "7:11: eset.comment is empty. Give it a value, or take it out.",
  `8:14: eset.suspended must be true or false, not "yes".`,
  "9:3: eset.adress is not a property of the ESET part of a tenant. Did you mean address?",
  `10:19: eset.deletionPolicy must be "delete" or "suspend" or "retain", not "keep".`,
  `11:13: eset.parentId must be the companyId of the parent company, not "".`,
  "12:16: eset.description cannot have a reference inside a text. Refer with { config: key } in place of the whole value.",
  `14:30: eset.licenses.endpoint.productCode must be an ESET product code, e.g. "2015", not "PROTECT".`,
  `15:45: eset.licenses.seats.quantity must be a whole number of seats, 1 or more, not "ten".`,
  "16:41: eset.licenses.310.quantity must be a whole number of seats, 1 or more, not 0.5.",
  `16:52: eset.licenses.310.type must be "full" or "trial", not "demo".`,
  `17:27: eset.licenses.again.productCode: this customer's licence of product "2018" stands at tenants/bakery.yaml:16:25 already. Keep one of the two, or correct one of them.`,
  "18:5: eset.licenses.Mail Security is no name here: it must be small letters and digits, with . _ - between them, 63 at most, e.g. endpoint.",
  "19:13: eset.licenses.server.quantity is missing: give a whole number of seats, 1 or more.",
  "19:35: eset.licenses.server.seats is not a property of a licence. Known here: productCode, quantity, type, suspended, trialExtensions, deletionPolicy, adopt, allowRecreate, formerly, protect.",
  "19:56: eset.licenses.server.formerly[0] is a name that is here still. Take one of the two out.",
  `19:63: eset.licenses.server.formerly[1] must be an earlier name, not "a b".`,
  "20:3: eset.users is not a property of the ESET part of a tenant. Each user has a file, in the folder users/.",
  "21:3: email stands here a second time. Keep one of the two.",
  `23:9: redstor.type must be "Partner" or "Customer", not "Reseller".`,
  "24:12: redstor.enabled must be true or false, not 1.",
  `26:5: redstor.subscriptions must be subscriptions by names that you choose, e.g. m365: { productId: 4, editionId: 5 }, not [{"productId":4,"editionId":5}].`,
];

/** The places of those that a JSON Schema can find: not what is there twice, and no rule between properties. */
export const findableBySchema = [
  "",
  "/protect",
  "/eset",
  "/eset/email",
  "/eset/tags",
  "/eset/vatId",
  "/eset/comment",
  "/eset/suspended",
  "/eset/deletionPolicy",
  "/eset/parentId",
  "/eset/licenses/endpoint/productCode",
  "/eset/licenses/seats/quantity",
  "/eset/licenses/310/quantity",
  "/eset/licenses/310/type",
  "/eset/licenses",
  "/eset/licenses/server",
  "/eset/licenses/server/formerly",
  "/redstor/type",
  "/redstor/enabled",
  "/redstor/subscriptions",
];

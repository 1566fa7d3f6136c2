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
    - { productCode: PROTECT, quantity: 10 }
    - { productCode: "2015", quantity: ten }
    - { productCode: 2018, quantity: 0.5, type: demo }
    - { productCode: "2018", quantity: 5 }
    - { productCode: "107", quantity: 5, trialExtensions: 1 }
    - { productCode: "111", seats: 5 }
  users:
    - { email: jane, firstName: Jane, lastName: Doe, countryCode: sk }
    - { email: joe@msp.example, firstName: Joe, lastName: " ", countryCode: SVK, permission: Write, access: Read }
  email: it@bakery.example
redstor:
  type: Reseller
  enabled: 1
  subscriptions:
    - { productId: "4", editionId: 5 }
    - { productId: { config: product }, editionId: 5, mode: free }
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
  `14:22: eset.licenses[0].productCode must be an ESET product code, e.g. "2015", not "PROTECT".`,
  `15:40: eset.licenses[1].quantity must be a whole number of seats, 1 or more, not "ten".`,
  "16:38: eset.licenses[2].quantity must be a whole number of seats, 1 or more, not 0.5.",
  `16:49: eset.licenses[2].type must be "full" or "trial", not "demo".`,
  `17:22: eset.licenses[3].productCode: this customer's licence of product "2018" stands at tenants/bakery.yaml:16:22 already. Keep one of the two, or correct one of them.`,
  `18:59: eset.licenses[4].trialExtensions is only for trials. Leave it out, or set type: "trial".`,
  "19:7: eset.licenses[5].quantity is missing: give a whole number of seats, 1 or more.",
  "19:29: eset.licenses[5].seats is not a property of a licence. Known here: productCode, quantity, type, suspended, trialExtensions, deletionPolicy, adopt, allowRecreate, protect.",
  `21:16: eset.users[0].email must be an e-mail address, not "jane".`,
  `21:67: eset.users[0].countryCode must be a country code of three letters, e.g. "SVK", not "sk".`,
  `22:59: eset.users[1].lastName must be a last name, not " ".`,
  `22:109: eset.users[1].access is only for the permissions Read and NoAccess: "Write" is access to every customer. Leave it out.`,
  "23:3: email stands here a second time. Keep one of the two.",
  `25:9: redstor.type must be "Partner" or "Customer", not "Reseller".`,
  "26:12: redstor.enabled must be true or false, not 1.",
  `28:20: redstor.subscriptions[0].productId must be the id of a product, a whole number as getProducts lists them, not "4".`,
  "29:20: redstor.subscriptions[1].productId cannot be a reference: which resources there are is said here. Write it out.",
  `29:61: redstor.subscriptions[1].mode must be "full" or "trial", not "free".`,
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
  "/eset/licenses/0/productCode",
  "/eset/licenses/1/quantity",
  "/eset/licenses/2/quantity",
  "/eset/licenses/2/type",
  "/eset/licenses/5",
  "/eset/users/0/email",
  "/eset/users/0/countryCode",
  "/eset/users/1/lastName",
  "/redstor/type",
  "/redstor/enabled",
  "/redstor/subscriptions/0/productId",
  "/redstor/subscriptions/1/productId",
  "/redstor/subscriptions/1/mode",
];

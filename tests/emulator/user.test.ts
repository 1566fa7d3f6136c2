import assert from "node:assert/strict";
import { done, EsetClient, ids, record, refused, send, text, useEmulator } from "./client";
import type { Reply } from "./client";

const jane = {
  firstName: "Jane",
  lastName: "Doe",
  email: "jane@msp.example",
  countryCode: "svk",
  permissionType: 1,
};

const hour = 60 * 60 * 1000;

describe("User/Create", () => {
  const at = useEmulator();
  const create = (more: object = {}): Promise<Reply> => at.client.post("User/Create", { ...jane, ...more });

  it("makes a user under the caller's company, with everything that was given", async () => {
    at.emulator.clock.set(new Date("2030-01-01T00:00:00.000Z"));
    const client = await EsetClient.signIn(at.emulator);
    const reply = await client.post("User/Create", { ...jane, description: "d", phone: "+421 1" });
    const { created, lastUpdate, ...user } = record(reply);
    assert.match(String(created), /^2030-01-01T00:00:0/);
    assert.equal(lastUpdate, created);
    assert.deepEqual(user, {
      id: "a0000000-0000-4000-8000-000000000001",
      firstName: "Jane",
      lastName: "Doe",
      email: "jane@msp.example",
      description: "d",
      phoneNumber: "+421 1",
      twoFactorEnabled: false,
      status: 1,
      company: { companyId: ids.msp, name: "Example MSP", type: 1005 },
      country: { countryCode: "SVK" },
      timeZone: null,
    });
    assert.deepEqual((await client.post("User/GetUserDetails", { userId: user.id })).body, reply.body);
  });

  it("refuses an e-mail address that somebody has", async () => {
    assert.equal((await create()).status, 200);
    refused(await create({ email: "JANE@msp.example" }), 400, 900, 25);
    refused(await create({ email: "office@manager.example" }), 400, 900, 25);
  });

  it("refuses a country that there is not", async () => {
    refused(await create({ countryCode: "XYZ" }), 400, 900, 26);
  });

  it("takes permissions as numbers and as names, and tells them in Company/Users", async () => {
    const wanted = [1, "Write", 2, "Read", 3, "NoAccess"];
    for (const [index, permissionType] of wanted.entries()) {
      assert.equal((await create({ permissionType, email: `jane${index}@msp.example` })).status, 200);
    }
    const { users } = record(await at.client.post("Company/Users", { skip: 4, take: 100 }));
    assert.deepEqual(
      (users as { email: string; permission: number }[]).map(({ email, permission }) => [email, permission]),
      [
        ["jane0@msp.example", 1],
        ["jane1@msp.example", 1],
        ["jane2@msp.example", 2],
        ["jane3@msp.example", 2],
        ["jane4@msp.example", 3],
        ["jane5@msp.example", 3],
      ],
    );
  });

  it("needs Write on the own company", async () => {
    refused(await (await EsetClient.signIn(at.emulator, "reader")).post("User/Create", jane), 403, 900, 4);
    refused(await (await EsetClient.signIn(at.emulator, "no-access")).post("User/Create", jane), 403, 900, 21);
  });

  it("takes specific permissions for companies below, unless Write is on everything", async () => {
    const companyId = await at.client.customer();
    refused(await create({ permissionType: "Write", specificPermissions: { [companyId]: 1 } }), 400, 900, 34);
    refused(await create({ permissionType: 2, specificPermissions: { [ids.mspManager]: 1 } }), 404, 900, 1);
    refused(await create({ permissionType: 2, specificPermissions: { [ids.msp]: 1 } }), 404, 900, 1);
    assert.equal((await create({ permissionType: 1, specificPermissions: {} })).status, 200);
    const more = { email: "two@msp.example", permissionType: 3, specificPermissions: { [companyId]: "Read" } };
    assert.equal((await create(more)).status, 200);
    assert.deepEqual(at.emulator.eset.accounts.at(-1)?.specificPermissions, { [companyId]: "read" });
  });

  it("makes a user who signs in once the account is activated", async () => {
    const userId = text(await create(), "id");
    const signIn = (password: string): Promise<Reply> =>
      send(`${at.emulator.eset.endpoint}/Token/Get`, "POST", { username: "jane@msp.example", password });
    assert.equal((await signIn("emulator")).status, 401);
    at.emulator.eset.portal.activateAccount(userId);
    assert.equal((await signIn("emulator")).status, 200);
    assert.notEqual(record(await at.client.post("User/GetUserDetails", { userId }))["timeZone"], null);
  });
});

describe("User/Update", () => {
  const at = useEmulator();
  let userId: string;
  beforeEach(async () => {
    userId = text(await at.client.post("User/Create", { ...jane, description: "d", phone: "1" }), "id");
  });
  const update = (more: object): Promise<Reply> => at.client.post("User/Update", { userId, ...more });

  it("keeps what is left out, replaces what is given and erases what is empty", async () => {
    const before = record(await at.client.post("User/GetUserDetails", { userId }));
    const after = record(await update({ firstName: "Joan", countryCode: "usa", description: "" }));
    assert.deepEqual(
      { ...after, lastUpdate: "" },
      { ...before, firstName: "Joan", country: { countryCode: "USA" }, description: null, lastUpdate: "" },
    );
    assert.equal(record(await update({ phone: null }))["phoneNumber"], null);
  });

  it("does not change the e-mail address", async () => {
    assert.deepEqual((await update({ email: "new@msp.example" })).body, { email: ["The field is not known."] });
  });

  it("replaces specific permissions, and drops them with Write on everything", async () => {
    const [one, two] = [await at.client.customer("One"), await at.client.customer("Two")];
    const specific = (): unknown =>
      at.emulator.eset.accounts.find((account) => account.userId === userId)?.specificPermissions;
    await update({ permissionType: 2, specificPermissions: { [one]: 1 } });
    assert.deepEqual(specific(), { [one]: "write" });
    await update({ specificPermissions: { [two]: 2 } });
    assert.deepEqual(specific(), { [two]: "read" });
    await update({ firstName: "Joan" });
    assert.deepEqual(specific(), { [two]: "read" });
    refused(await update({ permissionType: 1, specificPermissions: { [one]: 1 } }), 400, 900, 34);
    await update({ permissionType: 1 });
    assert.deepEqual(specific(), {});
  });

  it("is for users of the caller's company and below, with Write there", async () => {
    const distributor = await EsetClient.signIn(at.emulator, "distributor");
    assert.equal((await distributor.post("User/Update", { userId, lastName: "Roe" })).status, 200);
    const manager = await EsetClient.signIn(at.emulator, "manager");
    refused(await manager.post("User/Update", { userId, lastName: "Roe" }), 404, 900, 33);
    const reader = await EsetClient.signIn(at.emulator, "reader");
    refused(await reader.post("User/Update", { userId, lastName: "Roe" }), 403, 900, 4);
    refused(await update({ userId: "nonsense" }), 404, 900, 33);
    refused(await update({ countryCode: "XYZ" }), 400, 900, 26);
  });
});

describe("User/GetUserDetails", () => {
  const at = useEmulator();
  it("shows users of the caller's company and below, and always oneself", async () => {
    const [api, , , manager] = at.emulator.eset.accounts.map(({ userId }) => userId);
    const own = await at.client.post("User/GetUserDetails", { userId: api?.toUpperCase() });
    assert.deepEqual(own.body, (await at.client.get("User/Current")).body);
    refused(await at.client.post("User/GetUserDetails", { userId: manager }), 404, 900, 33);
    const hidden = await EsetClient.signIn(at.emulator, "no-access");
    const me = record(await hidden.get("User/Current"))["id"];
    assert.equal((await hidden.post("User/GetUserDetails", { userId: me })).status, 200);
    refused(await hidden.post("User/GetUserDetails", { userId: api }), 403, 900, 21);
  });
});

describe("User/ChangePassword", () => {
  const at = useEmulator();
  const signIn = (password: string): Promise<Reply> =>
    send(`${at.emulator.eset.endpoint}/Token/Get`, "POST", { username: "api@msp.example", password });

  it("makes the new password the one to sign in with", async () => {
    done(await at.client.post("User/ChangePassword", { newPassword: "correct horse" }));
    assert.equal((await signIn("emulator")).status, 401);
    assert.equal((await signIn("correct horse")).status, 200);
  });

  for (const [length, isRight] of [
    [9, false],
    [10, true],
    [50, true],
    [51, false],
  ] as const) {
    it(`${isRight ? "takes" : "refuses with 2/6"} one of ${length} characters`, async () => {
      const reply = await at.client.post("User/ChangePassword", { newPassword: "x".repeat(length) });
      if (isRight) done(reply);
      else refused(reply, 400, 2, 6);
    });
  }

  it("works once in 24 hours", async () => {
    const change = (newPassword: string): Promise<Reply> => at.client.post("User/ChangePassword", { newPassword });
    done(await change("first password"));
    refused(await change("second password"), 400, 900, 35);
    at.emulator.clock.advance(23 * hour);
    const again = async (password: string): Promise<Reply> =>
      new EsetClient(at.emulator, text(await signIn(password), "accessToken"), "").post("User/ChangePassword", {
        newPassword: "third password",
      });
    refused(await again("first password"), 400, 900, 35);
    at.emulator.clock.advance(hour);
    done(await again("first password"));
  });

  it("is only for the caller's own, whatever the caller may do otherwise", async () => {
    const reader = await EsetClient.signIn(at.emulator, "no-access");
    done(await reader.post("User/ChangePassword", { newPassword: "correct horse" }));
    const [user] = at.emulator.eset.accounts;
    const reply = await at.client.post("User/ChangePassword", { newPassword: "correct horse", userId: user?.userId });
    assert.deepEqual(reply.body, { userId: ["The field is not known."] });
  });
});

describe("permissions on companies", () => {
  const at = useEmulator();
  let one: string;
  let two: string;
  /** Sees nothing of the MSP Manager's, but writes to one Managed MSP and reads another. */
  let client: EsetClient;
  beforeEach(async () => {
    const manager = await EsetClient.signIn(at.emulator, "manager");
    one = await manager.customer("One", { parentCompanyId: ids.managedMsp });
    two = await manager.customer("Two", { parentCompanyId: ids.untrustedManagedMsp });
    at.emulator.eset.portal.createAccount({
      username: "limited@msp.example",
      password: "emulator",
      companyId: ids.mspManager,
      permission: "noAccess",
      specificPermissions: { [ids.managedMsp]: "write", [ids.untrustedManagedMsp]: "read" },
    });
    client = await EsetClient.signIn(at.emulator, "limited");
  });

  it("hold for what is below too", async () => {
    done(await client.post("Company/Update/customer", { companyId: one, comment: "c" }));
    assert.equal((await client.company(two))["name"], "Two");
    refused(await client.post("Company/Update/customer", { companyId: two, comment: "c" }), 403, 900, 4);
    refused(await client.post("Company/Detail", { companyId: ids.mspManager }), 403, 900, 21);
    const order = { productCode: "2015", quantity: 1, licenseType: 1 };
    assert.equal((await client.post("License/Order", { ...order, customerId: one })).status, 200);
    refused(await client.post("License/Order", { ...order, customerId: two }), 403, 900, 4);
  });

  it("give way to nearer ones", async () => {
    const { userId } = at.emulator.eset.accounts.at(-1) ?? assert.fail();
    const specificPermissions = { [ids.managedMsp]: "read", [one]: "write" } as const;
    at.emulator.eset.portal.updateAccount(userId, { permission: "read", specificPermissions });
    done(await client.post("Company/Update/customer", { companyId: one, comment: "c" }));
    refused(await client.post("Company/Update/managedmsp", { companyId: ids.managedMsp, comment: "c" }), 403, 900, 4);
  });

  it("decide what searches and lists show", async () => {
    const { Search } = record(await client.post("Search/Companies", { search: {}, take: 100 }));
    assert.deepEqual(
      (Search as { Name: string }[]).map(({ Name }) => Name),
      ["Example Managed MSP", "Example Untrusted Managed MSP", "One", "Two"],
    );
    const licence = await at.client.order(await at.client.customer());
    refused(await client.post("License/Detail", { publicLicenseKey: licence }), 404, 900, 2);
  });

  it("decide which children can be written to", async () => {
    const { body } = await client.post("User/GetDirectAccessibleChildren", { skip: 0, take: 10 });
    assert.deepEqual(body, {
      companies: [
        {
          name: "Example Managed MSP",
          companyId: ids.managedMsp,
          companyTypeId: 4,
          email: "office@managed.example",
          status: 1,
        },
      ],
      paging: { totalCount: 1 },
    });
    const reader = await EsetClient.signIn(at.emulator, "reader");
    await at.client.customer();
    assert.deepEqual((await reader.post("User/GetDirectAccessibleChildren", { take: 10 })).body, {
      companies: [],
      paging: { totalCount: 0 },
    });
  });

  it("do not keep anybody from knowing oneself", async () => {
    const hidden = await EsetClient.signIn(at.emulator, "no-access");
    assert.deepEqual(record(await hidden.get("User/Current"))["company"], {
      companyId: ids.msp,
      name: "Example MSP",
      type: 1005,
    });
    refused(await hidden.post("Company/Users", { take: 1 }), 403, 900, 21);
  });
});

describe("Company/Users", () => {
  const at = useEmulator();
  it("lists the users of the caller's own company, page by page", async () => {
    assert.deepEqual((await at.client.post("Company/Users", { skip: 1, take: 1 })).body, {
      users: [
        {
          id: "20000000-0000-4000-8000-000000000002",
          firstName: "Api",
          lastName: "reader",
          email: "reader@msp.example",
          permission: 2,
          status: 1,
        },
      ],
      paging: { totalCount: 4 },
    });
  });
});

describe("Search/Users", () => {
  const at = useEmulator();
  beforeEach(async () => {
    await at.client.post("User/Create", { ...jane, phone: "+421 905" });
  });
  const found = async (search: object, client = at.client): Promise<unknown> => {
    const { Search } = record(await client.post("Search/Users", { search, take: 100 }));
    return (Search as { Email: string }[]).map(({ Email }) => Email.replace("@msp.example", ""));
  };

  it("answers in PascalCase", async () => {
    assert.deepEqual((await at.client.post("Search/Users", { search: { Doe: [3] }, skip: 0, take: 10 })).body, {
      Search: [
        {
          UserId: "a0000000-0000-4000-8000-000000000001",
          FirstName: "Jane",
          LastName: "Doe",
          Email: "jane@msp.example",
          PhoneNumber: "+421 905",
          StatusId: 1,
          CompanyId: ids.msp,
        },
      ],
      Paging: { TotalCount: 1 },
    });
  });

  it("finds users of the caller's company and below, nobody else", async () => {
    assert.deepEqual(await found({}), ["api", "reader", "no-api", "no-access", "jane"]);
    assert.deepEqual(await found({}, await EsetClient.signIn(at.emulator, "manager")), [
      "manager",
      "managed",
      "untrusted",
    ]);
    assert.deepEqual(await found({}, await EsetClient.signIn(at.emulator, "no-access")), []);
  });

  const columns: [column: number, keyword: string, names: string[]][] = [
    [0, "A0000000-0000-4000-8000-000000000001", ["jane"]],
    [2, "jan", ["jane"]],
    [3, "READ", ["reader"]],
    [4, "jane doe", ["jane"]],
    [5, "2", []],
    [7, "905", ["jane"]],
    [8, "api@", ["api", "no-api"]],
  ];
  for (const [column, keyword, expected] of columns) {
    it(`looks in column ${column} for ${keyword}`, async () => {
      assert.deepEqual(await found({ [keyword]: [column] }), expected);
    });
  }

  for (const column of [1, 6, 9]) {
    it(`refuses column ${column}, which nobody knows`, async () => {
      refused(await at.client.post("Search/Users", { search: { x: [column] }, take: 1 }), 400, 900, 19);
    });
  }
});

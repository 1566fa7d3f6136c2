"""One customer at both vendors, and what ESET calls it."""

import pulumi
from pulumi_msp import eset, redstor

bakery = eset.Customer(
    "bakery",
    name="Example Bakery",
    email="it@bakery.example",
    custom_identifier="CRM-42",
    tags=["gold"],
)

protect = eset.License(
    "bakery-protect",
    customer_id=bakery.id,
    product_code="2015",
    quantity=10,
)

backups = redstor.Company("bakery-backups", name="Example Bakery")

redstor.Subscription(
    "bakery-m365",
    company_id=backups.id,
    product_id=4,
    edition_id=5,
    mode="trial",
)

pulumi.export("name", eset.get_company_output(company_id=bakery.id).name)
pulumi.export("key", protect.public_license_key)

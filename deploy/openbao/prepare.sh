#!/bin/sh
# Prepares an OpenBao for the platform: the engine, two keys for each council, the policies, and a role for each service that may
# open sealed values. Done again it changes nothing that is there. Needs BAO_ADDR, and BAO_TOKEN of an administrator.
#
#   deploy/openbao/prepare.sh            the 47 councils and hq
#   deploy/openbao/prepare.sh 13 hq      these alone
set -eu
here=$(dirname "$0")
[ $# -gt 0 ] || set -- $(seq -w 1 47) hq

bao secrets list -format=json | grep -q '"transit/"' || bao secrets enable transit
for council in "$@"; do
  bao write -force "transit/keys/council-$council" type=aes256-gcm96 derived=true >/dev/null
  bao write -force "transit/keys/council-$council-search" type=aes256-gcm96 >/dev/null
done

bao policy write council-service "$here/service.hcl"
bao policy write council-rotation "$here/rotation.hcl"

bao auth list -format=json | grep -q '"approle/"' || bao auth enable approle
for service in governance intake support subsidy audit; do
  bao write "auth/approle/role/council-$service" token_policies=council-service token_period=1h
done
bao write auth/approle/role/council-rotation token_policies=council-rotation token_ttl=1h token_max_ttl=1h

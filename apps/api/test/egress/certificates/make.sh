#!/bin/sh
# Makes the certificates beside it. They are committed, so nobody has to run this; openssl 3 is needed to.
set -eu
cd "$(dirname "$0")"
here=$(pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

key() { openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt; }
self() { openssl req -x509 -new -key "$1.key" -subj "/CN=$2" -days 36500 -addext "$3" -out "$1.pem"; }
signed() { # name, subject alternative name, first and last second of its validity
  key > "$1.key"
  printf 'subjectAltName=%s\nbasicConstraints=CA:FALSE\n' "$2" > extensions
  openssl req -new -key "$1.key" -subj "/CN=$1" -out request
  openssl ca -batch -config config -cert ca.pem -keyfile ca.key -in request -extfile extensions -rand_serial \
    -startdate "$3" -enddate "$4" -notext -out "$1.pem"
}

: > index
mkdir issued
printf '[ca]\ndefault_ca=it\n[it]\ndatabase=index\nnew_certs_dir=issued\nrand_serial=yes\ndefault_md=sha256\npolicy=any\n' > config
printf '[any]\ncommonName=supplied\n' >> config
key > ca.key && self ca 'Countersign test authority' 'keyUsage=critical,keyCertSign,cRLSign'
key > self-signed.key && self self-signed receiver.test 'subjectAltName=DNS:receiver.test'
signed good 'DNS:receiver.test,IP:127.0.0.1' 20200101000000Z 21200101000000Z
signed other-name 'DNS:elsewhere.test' 20200101000000Z 21200101000000Z
signed expired 'DNS:receiver.test' 20200101000000Z 20200201000000Z
# Nobody signs with the authority again.
rm ca.key
cp ./*.pem ./*.key "$here"

# What `council keys rotate` and `council keys retire` may do: wrap anew inside the engine, and open nothing.
path "transit/encrypt/council-*" {
  capabilities = ["update"]
}

path "transit/rewrap/council-*" {
  capabilities = ["update"]
}

path "transit/keys/+" {
  capabilities = ["read"]
}

path "transit/keys/+/rotate" {
  capabilities = ["update"]
}

path "transit/keys/+/config" {
  capabilities = ["update"]
}

path "transit/keys/+/trim" {
  capabilities = ["update"]
}

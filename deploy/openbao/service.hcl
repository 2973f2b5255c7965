# What a service's token may do (governance, intake, support, subsidy, audit): use the councils' keys. `update`, never `create`,
# with which the engine would make a missing key by itself.
path "transit/encrypt/council-*" {
  capabilities = ["update"]
}

path "transit/decrypt/council-*" {
  capabilities = ["update"]
}

path "transit/hmac/council-*" {
  capabilities = ["update"]
}

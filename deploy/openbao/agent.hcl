# Keeps a service signed in: writes its token where COUNCIL_VAULT_TRANSIT_TOKEN names it, and renews it. One agent beside each service,
# with BAO_ADDR. On Kubernetes the method "kubernetes" with the pod's own account takes the place of "approle" and its two files.
auto_auth {
  method "approle" {
    config = {
      role_id_file_path                   = "/run/council/role-id"
      secret_id_file_path                 = "/run/council/secret-id"
      remove_secret_id_file_after_reading = false
    }
  }

  sink "file" {
    config = {
      path = "/run/council/token"
      mode = 0640
    }
  }
}

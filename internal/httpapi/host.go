package httpapi

import (
	"net/http"
	"net/netip"
	"regexp"
	"strings"
)

// hostName is a name or an address with an optional port, and nothing that could mean more
// in an URL.
var hostName = regexp.MustCompile(`^([A-Za-z0-9.]{1,20}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?$`)

// ofThisMachine tells whether a Host header names this machine itself. Nothing else is
// answered as long as no other machine is served: a page of another origin whose name was
// made to lead here (DNS rebinding) could read everything, since its browser would take the
// answers for its own.
func ofThisMachine(host string) bool {
	name, port, _ := strings.Cut(host, ":")
	if (name == "localhost" || name == "127.0.0.1") && len(port) <= 5 && strings.Trim(port, "0123456789") == "" && (port != "" || name == host) {
		return true // the usual, quickly
	}
	m := hostName.FindStringSubmatch(host)
	if m == nil {
		return false
	}
	if strings.EqualFold(m[1], "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(strings.Trim(m[1], "[]"))
	return err == nil && ip.IsLoopback()
}

func (s *Server) noHost(w http.ResponseWriter, r *http.Request) {
	s.problem(w, r, Problem{
		Status: http.StatusMisdirectedRequest, Code: "bad_host", Parameter: "Host",
		Detail: "Redsail answers here for localhost, 127.0.0.1, [::1] and the host of --public-url only",
	})
}

package httpapi_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/httpapi"
)

// TestDownloadNames: a file that is answered has a name of the server's own, whatever is asked for and
// whatever things are called.
func TestDownloadNames(t *testing.T) {
	d := keeperDesk(t, nil)
	plain := regexp.MustCompile(`^attachment; filename="[a-z]+\.[a-z]+"$`)
	named := map[string]bool{}
	for _, rt := range d.handler.(*httpapi.Server).Routes() {
		if rt.Method != "GET" || rt.Cost == httpapi.Stream {
			continue
		}
		target := samples[rt.Pattern]
		if target == "" {
			target = strings.NewReplacer("{n}", "2", "{id}", "x", "{code}", "x", "{name}", "x", "{kind}", "person").Replace(rt.Pattern)
		}
		sign := "?"
		if strings.Contains(target, "?") {
			sign = "&"
		}
		for _, f := range []string{"", "csv", "geojson", "xlsx", "csv\"; filename=\"x.exe", "../x", "csv\r\nX: y"} {
			r := d.ask("GET", target+sign+"f="+url.QueryEscape(f), "", "Authorization", "Bearer "+d.keeper)
			_ = bodyOf(t, r)
			name := r.Header.Get("Content-Disposition")
			if name != "" {
				named[rt.Pattern+" "+name] = true
			}
			if name != "" && (!plain.MatchString(name) || r.StatusCode != 200 || r.Header.Get("X-Content-Type-Options") != "nosniff") || r.Header.Get("X") != "" {
				t.Errorf("%s, f=%q: %d, %q", rt.Pattern, f, r.StatusCode, name)
			}
		}
	}
	for _, want := range []string{"csv", "geojson"} {
		if !named[`/api/v1/checks attachment; filename="checks.`+want+`"`] {
			t.Errorf("the findings as %s have no name: %v", want, named)
		}
	}
}

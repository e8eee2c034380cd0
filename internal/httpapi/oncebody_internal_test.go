package httpapi

import (
	"net/http"
	"strings"
	"testing"
)

// TestBodySum: the hash of a form is the same for any boundary and however its bytes come, and another one
// where a piece differs or its text says what a boundary would.
func TestBodySum(t *testing.T) {
	sum := func(boundary, text string, each int) [32]byte {
		r := &http.Request{Header: http.Header{}}
		if boundary != "" {
			r.Header.Set("Content-Type", `multipart/form-data; boundary="`+boundary+`"`)
		}
		b := newBodySum(r)
		for len(text) > 0 {
			n := min(each, len(text))
			_, _ = b.Write([]byte(text[:n]))
			text = text[n:]
		}
		return b.sum()
	}
	form := func(boundary string, parts ...string) string {
		return "--" + boundary + "\r\n" + strings.Join(parts, "\r\n--"+boundary+"\r\n") + "\r\n--" + boundary + "--\r\n"
	}
	want := sum("b", form("b", "one", "t-w-o--"), 1000)
	for _, boundary := range []string{"b", "----WebKitFormBoundary7MA4", "---x--"} {
		for each := 1; each < 40; each++ {
			if got := sum(boundary, form(boundary, "one", "t-w-o--"), each); got != want {
				t.Errorf("boundary %q, %d bytes at once: another hash", boundary, each)
			}
		}
	}
	for name, got := range map[string][32]byte{
		"another part":     sum("c", form("c", "one", "t-w-o-"), 7),
		"one part":         sum("c", form("c", "one\r\n--b\r\nt-w-o--"), 7),
		"parts the other":  sum("c", form("c", "t-w-o--", "one"), 7),
		"no form":          sum("", form("b", "one", "t-w-o--"), 7),
		"something behind": sum("c", form("c", "one", "t-w-o--")+" ", 7),
	} {
		if got == want {
			t.Errorf("%s: the same hash", name)
		}
	}
}

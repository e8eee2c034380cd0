package web

import (
	"bytes"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

var noPage = []byte(`<meta name="redsail-no-page">`)

func index(t *testing.T, page fs.FS) []byte {
	t.Helper()
	html, err := fs.ReadFile(page, "index.html")
	if err != nil {
		t.Fatalf("index.html: %v", err)
	}
	return html
}

// The committed placeholder must stay marked, and a built page must not be.
func TestPageIsMarkedOnlyWhenMissing(t *testing.T) {
	files, built := Page()
	if got, want := bytes.Contains(index(t, files), noPage), !built; got != want {
		t.Errorf("index.html marked as no page: %t, want %t", got, want)
	}
	placeholder, err := fs.ReadFile(dist, "dist/index.html")
	if err != nil {
		t.Fatalf("placeholder: %v", err)
	}
	if !bytes.Contains(placeholder, noPage) {
		t.Errorf("dist/index.html lacks %s: was a build written over the placeholder?", noPage)
	}
}

func TestBuiltPageWins(t *testing.T) {
	tree := fstest.MapFS{"dist/index.html": {Data: noPage}}
	files, built := page(tree)
	if built || !bytes.Equal(index(t, files), noPage) {
		t.Errorf("without dist/app: built %t, index %q", built, index(t, files))
	}
	tree["dist/app/index.html"] = &fstest.MapFile{Data: []byte("the page")}
	files, built = page(tree)
	if got := string(index(t, files)); !built || got != "the page" {
		t.Errorf("with dist/app: built %t, index %q", built, got)
	}
}

// Neither page may need a Content-Security-Policy source that begins with
// unsafe-, nor ask another host for anything.
func TestPageIsStrict(t *testing.T) {
	inline := regexp.MustCompile(`(?i)<style|\sstyle=|<script[^>]*>[^<]|\son[a-z]+=`)
	foreign := regexp.MustCompile(`(?i)(src|href)\s*=\s*["']?(https?:)?//`)
	files, _ := Page()
	html := index(t, files)
	for name, forbidden := range map[string]*regexp.Regexp{"inline code or style": inline, "foreign host": foreign} {
		if found := forbidden.Find(html); found != nil {
			t.Errorf("index.html has an %s: %s", name, strings.TrimSpace(string(found)))
		}
	}
}

package web

import (
	"bytes"
	"encoding/json"
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

func TestFontsComeWithThePage(t *testing.T) {
	tree := fstest.MapFS{"dist/index.html": {Data: noPage}}
	if _, there := fonts(tree); there {
		t.Error("there are fonts without a page")
	}
	tree["dist/app/fonts.json"] = &fstest.MapFile{Data: []byte("[]")}
	tree["dist/app/assets/a.woff2"] = &fstest.MapFile{Data: []byte("a")}
	files, there := fonts(tree)
	if !there {
		t.Fatal("the fonts are not found")
	}
	for _, name := range []string{"fonts.json", "assets/a.woff2"} {
		if _, err := fs.ReadFile(files, name); err != nil {
			t.Error(err)
		}
	}
	// Of the page that is built in: all that its index names is there, and so is the licence.
	if _, built := Page(); !built {
		return
	}
	if files, there = Fonts(); !there {
		t.Fatal("the built page has no fonts")
	}
	var index []struct{ File string }
	text, err := fs.ReadFile(files, "fonts.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &index); err != nil || len(index) < 100 {
		t.Fatalf("%d fonts: %v", len(index), err)
	}
	for _, f := range index {
		if _, err := fs.Stat(files, f.File); err != nil {
			t.Error(err)
		}
	}
	if found, err := fs.Glob(files, "assets/noto-sans-sc-license-*.txt"); err != nil || len(found) != 1 {
		t.Errorf("the licence of the fonts: %v, %v", found, err)
	}
}

func TestLookIsJSON(t *testing.T) {
	if !json.Valid(Look()) {
		t.Error("the look of the map is not JSON")
	}
}

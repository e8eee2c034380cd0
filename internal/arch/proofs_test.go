package arch

import (
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
)

// proof is a test that a page names: `room TestName` of Go, `file.test.ts words of it` of the page.
var proof = regexp.MustCompile("`([a-z][a-z0-9_/.]*) ([^`]+)`")

// notYet marks a row whose proof is still to be written.
const notYet = "not yet"

// TestSecurityIsProved: each row of the tables of docs/security.md names tests that exist, or says
// that there is none yet.
func TestSecurityIsProved(t *testing.T) {
	fsys := repository(t)
	text, err := fs.ReadFile(fsys, "docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if !strings.HasPrefix(line, "|") || len(cells) < 3 || strings.HasPrefix(strings.TrimSpace(cells[0]), "--") || strings.TrimSpace(cells[len(cells)-1]) == "proved by" {
			continue
		}
		rows++
		named := proof.FindAllStringSubmatch(cells[len(cells)-1], -1)
		if len(named) == 0 && !strings.Contains(cells[len(cells)-1], notYet) {
			t.Errorf("docs/security.md: no test is named, nor %q said, in %s", notYet, strings.TrimSpace(line))
		}
		for _, m := range named {
			if !provedBy(t, fsys, m[1], m[2]) {
				t.Errorf("docs/security.md: there is no test %q in %s", m[2], m[1])
			}
		}
	}
	if rows < 20 {
		t.Errorf("docs/security.md has %d rows of tables: they cannot be read", rows)
	}
}

// provedBy tells whether a room has a test of that name, or a file of the page one with these words.
func provedBy(t *testing.T, fsys fs.FS, where, name string) bool {
	t.Helper()
	files, want := []string{where}, name
	if path.Ext(where) != ".ts" {
		var err error
		if files, err = fs.Glob(fsys, where+"/*_test.go"); err != nil {
			t.Fatal(err)
		}
		want = "func " + name + "("
	}
	for _, file := range files {
		if src, err := fs.ReadFile(fsys, file); err == nil && strings.Contains(string(src), want) {
			return true
		}
	}
	return false
}

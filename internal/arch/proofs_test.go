package arch

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
)

// proof is a test that a page names: `room TestName` of Go, `file.test.ts words of it` of the page.
var proof = regexp.MustCompile("`([a-z][a-z0-9_/.]*) ([^`]+)`")

// What a row says whose proof is still to be written, and one that is about nothing that is here.
const (
	notYet  = "not yet"
	notHere = "does not apply, because "
)

// provenRows are the rows of the tables of a page that end in "proved by": each names tests that exist,
// or says that there is none yet, or why there need not be one.
func provenRows(t *testing.T, fsys fs.FS, page string) (rows [][]string) {
	t.Helper()
	text, err := fs.ReadFile(fsys, page)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if !strings.HasPrefix(line, "|") || len(cells) < 3 || strings.HasPrefix(strings.TrimSpace(cells[0]), "--") || strings.TrimSpace(cells[len(cells)-1]) == "proved by" {
			continue
		}
		rows = append(rows, cells)
		proofs := cells[len(cells)-1]
		named := proof.FindAllStringSubmatch(proofs, -1)
		if len(named) == 0 && !strings.Contains(proofs, notYet) && !strings.Contains(proofs, notHere) {
			t.Errorf("%s: no test is named, nor %q or %q said, in %s", page, notYet, notHere, strings.TrimSpace(line))
		}
		for _, m := range named {
			if !provedBy(t, fsys, m[1], m[2]) {
				t.Errorf("%s: there is no test %q in %s", page, m[2], m[1])
			}
		}
	}
	return rows
}

// TestSecurityIsProved: each threat of docs/security.md has its tests, or says that there is none yet.
func TestSecurityIsProved(t *testing.T) {
	if rows := provenRows(t, repository(t), "docs/security.md"); len(rows) < 29 {
		t.Errorf("docs/security.md has %d rows of tables: they cannot be read", len(rows))
	}
}

// TestConformanceIsProved: each class of the OGC standards that docs/ogc.md declares has its tests.
func TestConformanceIsProved(t *testing.T) {
	if rows := provenRows(t, repository(t), "docs/ogc.md"); len(rows) < 31 {
		t.Errorf("docs/ogc.md has %d rows of classes: they cannot be read", len(rows))
	}
}

// TestASVSIsProved: each requirement of levels 1 and 2 of ASVS 5.0.0 stands once in docs/asvs.md, and no
// other, with its tests, or why there are none.
func TestASVSIsProved(t *testing.T) {
	fsys := repository(t)
	want := asvs(t, fsys)
	if len(want) != 345 { // as the standard says
		t.Fatalf("%d requirements are known", len(want))
	}
	told := map[string]bool{}
	for _, cells := range provenRows(t, fsys, "docs/asvs.md") {
		for id := range strings.SplitSeq(cells[0], ",") {
			id = strings.TrimSpace(id)
			if level, known := want[id]; !known || level > 2 || told[id] {
				t.Errorf("docs/asvs.md: %s is no requirement of level 1 or 2, or stands there twice", id)
			}
			told[id] = true
		}
	}
	for id, level := range want {
		if level < 3 && !told[id] {
			t.Errorf("docs/asvs.md: %s (level %d) is missing", id, level)
		}
	}
}

// asvs are the levels of the requirements of the standard, by number.
func asvs(t *testing.T, fsys fs.FS) map[string]int {
	t.Helper()
	const list = "internal/arch/testdata/asvs-5.0.0.txt"
	text, err := fs.ReadFile(fsys, list)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		section, levels, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok {
			t.Fatalf("%s: %q is no line of it", list, line)
		}
		for i, digit := range levels {
			if digit < '1' || digit > '3' {
				t.Fatalf("%s: %q has a level that is none", list, line)
			}
			out[fmt.Sprintf("%s.%d", section, i+1)] = int(digit - '0')
		}
	}
	return out
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

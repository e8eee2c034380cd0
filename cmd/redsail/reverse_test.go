package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/atlas"
)

// TestReverse: an import is taken back by its number the day after, and that again; the list says who
// took back what. A dry run and what is refused write nothing, in the store or beside it.
func TestReverse(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	square := func(name, code string) string { return b.write(name, squares(code)) }
	mustRun(t, "import", "--store", b.store, "--layer", "street", "--note", "first", square("a.geojson", "a"))
	one := contentHash(t, b.store)
	mustRun(t, "import", "--store", b.store, "--layer", "street", square("b.geojson", "b"))
	two := contentHash(t, b.store)
	list := func() (out []atlas.DeedCard) {
		t.Helper()
		if err := json.Unmarshal([]byte(mustRun(t, "revisions", "--store", b.store, "--json")), &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	last := list()[0].Number
	reverse := func(n int64, more ...string) string {
		t.Helper()
		return mustRun(t, append([]string{"reverse", "--store", b.store, strconv.FormatInt(n, 10)}, more...)...)
	}
	if out := reverse(last, "--dry-run"); !strings.Contains(out, "nothing written: 1 areas") || contentHash(t, b.store) != two {
		t.Errorf("dry run: %s", out)
	}
	var told reversal
	if err := json.Unmarshal([]byte(reverse(last, "--note", "wrong\x1b[2J file", "--author", "li", "--json")), &told); err != nil || !told.Written || told.Revision != last+1 || told.Report == nil || len(told.Report.Areas) != 1 {
		t.Fatalf("%v: %+v", err, told)
	}
	if contentHash(t, b.store) != one {
		t.Error("the store is not as before the import")
	}
	l := list()
	is := func(n *int64, want int64) bool { return n != nil && *n == want }
	if !is(l[0].Reverses, last) || *l[0].Author != "li" || l[0].ReversedBy != nil || !is(l[1].ReversedBy, last+1) || l[1].Reverses != nil || len(l[1].Hash) != 64 || len(l[1].Wrote) != 1 || l[1].Wrote[0] != (atlas.WroteLayer{Kind: "area", Layer: "street", N: 1}) {
		t.Errorf("%+v", l[:2])
	}
	if l[2].ReversedBy != nil || l[2].Note != "first" {
		t.Errorf("%+v", l[2])
	}
	if out := reverse(last + 1); !strings.Contains(out, "is taken back") || contentHash(t, b.store) != two {
		t.Errorf("the reverse of the reverse: %s", out)
	}
	if l = list(); !is(l[0].Reverses, last+1) || !is(l[1].ReversedBy, last+2) || !is(l[2].ReversedBy, last+1) {
		t.Errorf("%+v", l[:3])
	}
	lines := mustRun(t, "revisions", "--store", b.store, "--limit", "2")
	if n := strings.Count(lines, "\n"); n != 2 || strings.Contains(lines, "\x1b") || !strings.Contains(lines, "(takes back "+strconv.FormatInt(last+1, 10)+")") {
		t.Errorf("%q", lines)
	}
	b.refusesReverse(last, two)
}

// refusesReverse: what is refused says why, and leaves everything as it is.
func (b *badInput) refusesReverse(last int64, hash string) {
	b.Helper()
	for _, c := range []struct {
		code int
		says string
		args []string
	}{
		{exitFailed, "revision " + strconv.FormatInt(last+2, 10) + " touched street/b after it", []string{strconv.FormatInt(last+1, 10)}},
		{exitUsage, "there is no revision 99", []string{"99"}},
		{exitUsage, "there is no revision 0", []string{"0"}},
		{exitUsage, "x", []string{"x"}},
		{exitFailed, "at most 2000", []string{strconv.FormatInt(last+2, 10), "--note", strings.Repeat("x", 2001)}},
	} {
		out, errs, code := redsail(b, append([]string{"reverse", "--store", b.store}, c.args...)...)
		if code != c.code || !strings.Contains(errs, c.says) || out != "" {
			b.Errorf("%v: exit %d, %s%s", c.args, code, out, errs)
		}
	}
	if contentHash(b, b.store) != hash {
		b.Error("a refused reverse changed the store")
	}
	if _, errs, code := redsail(b, "revisions", "--store", b.store, "--limit", "0"); code != exitUsage || !strings.Contains(errs, "--limit") {
		b.Errorf("exit %d, %s", code, errs)
	}
	missing := filepath.Join(filepath.Dir(b.store), "none.gpkg")
	if _, _, code := redsail(b, "reverse", "--store", missing, "1"); code == exitDone {
		b.Error("a store that is not there is no error")
	}
	if _, err := os.Stat(missing); !os.IsNotExist(err) {
		b.Errorf("a file was left: %v", err)
	}
}

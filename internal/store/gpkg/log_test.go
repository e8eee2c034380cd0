package gpkg_test

import (
	"bytes"
	"database/sql"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/storetest"
)

// TestLogKeepsContentsOnce: the log holds nothing that a version holds, and yet gives whole
// bodies, whose hashes make the chain.
func TestLogKeepsContentsOnce(t *testing.T) {
	path := withThings(t)
	var said int
	err := raw(t, path).QueryRow(`SELECT count(*) FROM change_log WHERE coalesce(key, op, body, cut) IS NOT NULL`).Scan(&said)
	if err != nil || said != 0 {
		t.Errorf("%d entries of the log say again what a version says (%v)", said, err)
	}
	s := reopen(t, path)
	defer closeStore(t, s)
	log, err := s.Log(t.Context(), 0, 10)
	if err != nil || len(log) != 1 {
		t.Fatalf("%d revisions, %v", len(log), err)
	}
	r := &log[0]
	if got := city.ChainHash(r.PrevHash, r.Number, r.Timeline, r.Log); got != r.Hash {
		t.Errorf("the bodies hash to %x, the revision has %x", got, r.Hash)
	}
	for i := range r.Log {
		e, _, err := city.DecodeEntry(r.Log[i].Body)
		if err != nil || e.Key.String() != r.Log[i].Key || e.Content == nil {
			t.Errorf("%s: %+v, %v", r.Log[i].Key, e, err)
		}
	}
}

// mixedLog is a store whose log has entries of all forms: puts that a version says, one that was cut
// short by a later version, so that the log's body is cut open, and ends and a reverse, which are whole.
func mixedLog(t *testing.T) string {
	t.Helper()
	path := withThings(t)
	s := reopen(t, path)
	defer closeStore(t, s)
	rs, err := s.Records(t.Context(), city.Query{Kind: city.KindBuilding})
	if err != nil || len(rs) == 0 {
		t.Fatal(len(rs), err)
	}
	house, ok := rs[0].Content.(*city.Building)
	if !ok {
		t.Fatal(rs[0].Key())
	}
	for n, storeys := range []int64{7, 9} { // the second begins before the first
		next := *house
		next.Storeys = &storeys
		from := date(t, []string{"2030-01-01", "2029-01-01"}[n])
		if _, err := s.Apply(t.Context(), city.Change{Effective: from, Entries: []city.Entry{city.PutContent(&next, city.Period{From: from, To: city.OpenEnd})}}); err != nil {
			t.Fatal(err)
		}
	}
	end := city.Entry{Op: city.Delete, Key: house.Key(), Valid: city.Period{From: date(t, "2031-01-01"), To: city.OpenEnd}}
	if _, err := s.Apply(t.Context(), city.Change{Effective: end.Valid.From, Entries: []city.Entry{end}}); err != nil {
		t.Fatal(err)
	}
	return path
}

func date(t *testing.T, text string) city.Date {
	t.Helper()
	d, err := city.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func wholeLog(t *testing.T, path string) []city.LogRevision {
	t.Helper()
	s := reopen(t, path)
	defer closeStore(t, s)
	log, err := s.Log(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for i := range log {
		if r := &log[i]; city.ChainHash(r.PrevHash, r.Number, r.Timeline, r.Log) != r.Hash || len(r.Log) != r.Entries {
			t.Errorf("revision %d: its %d entries do not hash to what it says", r.Number, len(r.Log))
		}
	}
	return log
}

// told is a store whose log tells the suite's story: dates of all sorts, ends, reverses, renumbering.
func told(t *testing.T) string {
	t.Helper()
	path := newStore(t)
	s := reopen(t, path)
	defer closeStore(t, s)
	for _, c := range storetest.Story(7, 60) {
		if _, err := s.Apply(t.Context(), c); err != nil && city.KindOf(err) == city.Internal {
			t.Fatal(err)
		}
	}
	return path
}

// TestLogForms: the log gives the same whatever the form in which the entries are kept, in this layout
// and in the one before, whose bodies a way back writes; and from there in this one again.
func TestLogForms(t *testing.T) {
	for name, of := range map[string]func(*testing.T) string{"all forms": mixedLog, "a story": told} {
		t.Run(name, func(t *testing.T) {
			path := of(t)
			want := wholeLog(t, path)
			db := raw(t, path)
			var lean, open, whole int
			err := db.QueryRow(`SELECT sum(body IS NULL), sum(cut IS NOT NULL), sum(content IS NULL) FROM change_log`).Scan(&lean, &open, &whole)
			if err != nil || lean == 0 || open == 0 || whole == 0 {
				t.Fatalf("%d entries without a body, %d cut open, %d whole: %v", lean, open, whole, err)
			}
			back, err := os.ReadFile("../../../migrations/gpkg/down/0005_log_lean.sql")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Exec(string(back) + `DELETE FROM redsail_migration WHERE version_id = 5`); err != nil {
				t.Fatal(err)
			}
			checkLayout4(t, db, want)
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			if got := wholeLog(t, path); !reflect.DeepEqual(got, want) {
				t.Error("brought up again, the log says something else")
			}
		})
	}
}

// checkLayout4 reads the log as layout 4 kept it: each body stands there, cut open or whole.
func checkLayout4(t *testing.T, db *sql.DB, want []city.LogRevision) {
	t.Helper()
	rows, err := db.Query(`SELECT key, op, l.body, cut, coalesce(a.body, b.body, n.body, o.body, q.body, p.body, t.body) FROM change_log AS l
		LEFT JOIN area_content AS a ON kind = 'area' AND a.fid = content LEFT JOIN building_content AS b ON kind = 'building' AND b.fid = content
		LEFT JOIN line_content AS n ON kind = 'line' AND n.fid = content LEFT JOIN organisation_content AS o ON kind = 'organisation' AND o.fid = content
		LEFT JOIN person_content AS q ON kind = 'person' AND q.fid = content LEFT JOIN place_content AS p ON kind = 'place' AND p.fid = content
		LEFT JOIN post_content AS t ON kind = 'post' AND t.fid = content ORDER BY rev, seq`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for i := range want {
		for _, e := range want[i].Log {
			var key, op string
			var body, content []byte
			var cut *int
			if !rows.Next() {
				t.Fatalf("revision %d lacks entry %d: %v", want[i].Number, e.Seq, rows.Err())
			}
			if err := rows.Scan(&key, &op, &body, &cut, &content); err != nil {
				t.Fatal(err)
			}
			if cut != nil {
				body = slices.Concat(body[:*cut], content, body[*cut:])
			}
			if key != e.Key || op != string(e.Op) || !bytes.Equal(body, e.Body) {
				t.Errorf("entry %d of revision %d: %s %s %x, want %s %s %x", e.Seq, want[i].Number, op, key, body, e.Op, e.Key, e.Body)
			}
		}
	}
	if rows.Next() {
		t.Error("the layout before has more entries")
	}
}

// TestLogWithoutContent: a log whose content or version is gone, or that is cut where nothing is, is
// named as damaged.
func TestLogWithoutContent(t *testing.T) {
	for name, harm := range map[string]string{
		"content gone": `DELETE FROM building_content`,
		"version gone": `DELETE FROM building_version`,
		"no kind":      `UPDATE change_log SET kind = 'nothing' WHERE body IS NULL`,
		"cut too far":  `UPDATE change_log SET cut = 1000000 WHERE cut IS NOT NULL`,
		"cut before":   `UPDATE change_log SET cut = -1 WHERE cut IS NOT NULL`,
	} {
		t.Run(name, func(t *testing.T) {
			path := mixedLog(t)
			s := reopen(t, path) // before the harm: else it is refused
			defer closeStore(t, s)
			if _, err := raw(t, path).Exec(harm); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Log(t.Context(), 0, 10); city.CodeOf(err) != "store_corrupt" || !strings.Contains(err.Error(), "revision") {
				t.Errorf("it says %v", err)
			}
		})
	}
}

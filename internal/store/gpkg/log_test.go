package gpkg_test

import (
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
)

// TestLogKeepsContentsOnce: the log holds no content that a version holds, and yet gives
// whole bodies, whose hashes make the chain.
func TestLogKeepsContentsOnce(t *testing.T) {
	path := withThings(t)
	var whole, longest int
	err := raw(t, path).QueryRow(`SELECT sum(content IS NULL), max(length(body)) FROM change_log`).Scan(&whole, &longest)
	if err != nil || whole != 0 || longest > 120 {
		t.Errorf("%d of the log's bodies are whole, the longest has %d bytes (%v)", whole, longest, err)
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

// TestLogWithoutContent: a log whose content is gone, or that is cut where nothing is, is
// named as damaged.
func TestLogWithoutContent(t *testing.T) {
	for name, harm := range map[string]string{
		"content gone": `DELETE FROM building_content`,
		"cut too far":  `UPDATE change_log SET cut = 1000000 WHERE seq = 2`,
		"cut before":   `UPDATE change_log SET cut = -1 WHERE seq = 2`,
	} {
		t.Run(name, func(t *testing.T) {
			path := withThings(t)
			if _, err := raw(t, path).Exec(harm); err != nil {
				t.Fatal(err)
			}
			s := reopen(t, path)
			defer closeStore(t, s)
			if _, err := s.Log(t.Context(), 0, 10); city.CodeOf(err) != "store_corrupt" || !strings.Contains(err.Error(), "revision 1") {
				t.Errorf("it says %v", err)
			}
		})
	}
}

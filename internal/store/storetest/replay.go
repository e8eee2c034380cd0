package storetest

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/redsail/redsail/internal/city"
)

// checkChain reads the log after a revision whose hash is prev, checks numbers, sequence,
// counts and hashes against the state, and gives what it has read.
func checkChain(t testing.TB, s city.Reader, after int64, prev [32]byte) []city.LogRevision {
	t.Helper()
	st, err := s.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var all []city.LogRevision
	for n := after; ; {
		page, err := s.Log(t.Context(), n, 7)
		if err != nil {
			t.Fatal(err)
		}
		bare, err := s.Revisions(t.Context(), n, 7)
		if err != nil || len(bare) != len(page) {
			t.Fatalf("after %d: %d revisions, %d in the log, %v", n, len(bare), len(page), err)
		}
		for i := range page {
			if bare[i] != page[i].Revision {
				t.Fatalf("revision %+v is %+v in the log", bare[i], page[i].Revision)
			}
		}
		if len(page) == 0 {
			break
		}
		for _, r := range page {
			n++
			if r.Number != n || r.Timeline != st.Timeline || r.PrevHash != prev || r.Entries != len(r.Log) || r.Entries == 0 {
				t.Fatalf("revision %+v is not the one after %d with hash %x", r.Revision, n-1, prev)
			}
			if got, err := s.LogCount(t.Context(), n, 3); err != nil || !reflect.DeepEqual(got, city.CountLog(r.Log, 3)) {
				t.Fatalf("the count of revision %d: %+v, %v; want %+v", n, got, err, city.CountLog(r.Log, 3))
			}
			for i := range r.Log {
				if r.Log[i].Seq != i {
					t.Fatalf("revision %d: entry %d has the sequence number %d", n, i, r.Log[i].Seq)
				}
			}
			if prev = city.ChainHash(r.PrevHash, n, r.Timeline, r.Log); prev != r.Hash {
				t.Fatalf("revision %d: the log gives the hash %x, the revision says %x", n, prev, r.Hash)
			}
		}
		all = append(all, page...)
	}
	if got := after + int64(len(all)); got != st.Revision || prev != st.Hash {
		t.Fatalf("the log ends with revision %d, hash %x; the state is %+v", got, prev, st)
	}
	return all
}

// chain: the log can be read in pages and proves itself.
func chain(t *testing.T, f Factory) {
	d := start(t, f)
	for i := range 20 {
		d.do(city.PutArea(named("district", "d"+itoa(i%3), "", itoa(i)), city.Always()), put("district", "x"+itoa(i), ""))
	}
	all := checkChain(t, d, 0, [32]byte{})
	equal(t, "a page", d.log(5, 4), all[5:9])
	equal(t, "the last page", d.log(18, 100), all[18:])
	equal(t, "after the end", len(d.log(20, 100)), 0)
	equal(t, "no room", len(d.log(0, 0)), 0)
	for _, n := range []int64{-1, 0, 21, 1 << 40} {
		got, err := d.LogCount(t.Context(), n, 5)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "the count of no revision", got, city.LogCount{})
	}
	checkChain(t, d, 12, all[11].Hash)
}

// storyLength is the number of random changes of a replay.
const storyLength = 120

// replay: the log of one store, applied to an empty one on the same timeline, gives the
// same hashes, versions and content; on another timeline other hashes and the same content.
func replay(t *testing.T, f Factory) {
	first, same, other := start(t, f), start(t, f), startOn(t, f, "t-other")
	applied := 0
	for i, c := range Story(1, storyLength) {
		r, err := first.Apply(t.Context(), c)
		if err == nil && r.Entries > 0 {
			applied++
		}
		if err != nil && city.KindOf(err) == city.Internal {
			t.Fatalf("change %d: %v", i, err)
		}
	}
	if applied < storyLength/3 {
		t.Fatalf("only %d of %d changes of the story were applied", applied, storyLength)
	}
	for _, r := range checkChain(t, first, 0, [32]byte{}) {
		// The log does not say from which date the rules were judged; they hold at every one.
		c := city.Change{Author: r.Author, Note: r.Note, Effective: city.OpenStart}
		for _, e := range r.Log {
			entry, _, err := city.DecodeEntry(e.Body)
			if err != nil {
				t.Fatal(err)
			}
			c.Entries = append(c.Entries, entry)
		}
		equal(t, "revision", same.apply(c), r.Revision)
		if got := other.apply(c); got.Number != r.Number || bytes.Equal(got.Hash[:], r.Hash[:]) {
			t.Fatalf("on another timeline: %+v, want another hash than %+v", got, r.Revision)
		}
	}
	for _, d := range []*desk{same, other} {
		equal(t, "versions", d.everything(city.Query{AllRevisions: true}), first.everything(city.Query{AllRevisions: true}))
		for n := range storyDays + 2 {
			at := day(n)
			equal(t, "content on "+at.String(), d.contentHash(city.Query{At: &at}), first.contentHash(city.Query{At: &at}))
		}
	}
}

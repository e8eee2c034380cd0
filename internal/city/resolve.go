package city

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"time"
)

// MaxEntries is the largest number of entries in one change.
const MaxEntries = 2_000_000

// Resolve turns a change into the rows that a store must write, and checks every rule at
// the effective date and at every later one.
// It reads only through the ledger and changes nothing.
func Resolve(ctx context.Context, base Base, led Ledger, c Change, now time.Time) (*Applied, error) {
	if c.Base != nil && *c.Base != base.Revision {
		return nil, Errorf(Stale, "stale_revision", "the change was made on revision %d; the latest is %d", *c.Base, base.Revision)
	}
	r, out, err := resolve(ctx, base, led, &c)
	if err != nil {
		return nil, err
	}
	if out.Empty() {
		return &Applied{Revision: Revision{Number: base.Revision, Timeline: base.Timeline, Hash: base.Hash}, NextID: base.NextID}, nil
	}
	if err := r.check(ctx, out); err != nil {
		return nil, err
	}
	if c.Guard != nil {
		if err := c.Guard(ctx); err != nil {
			return nil, err
		}
	}
	out.Revision = Revision{
		Number: r.rev, Timeline: base.Timeline, PrevHash: base.Hash,
		Hash:   ChainHash(base.Hash, r.rev, base.Timeline, out.Log),
		Author: c.Author, Note: c.Note, RecordedAt: now.UTC().Truncate(time.Microsecond), Entries: len(out.Log),
	}
	return out, nil
}

// resolve does the entries of a change, and judges no rule between records.
func resolve(ctx context.Context, base Base, led Ledger, c *Change) (*resolver, *Applied, error) {
	if len(c.Entries) > MaxEntries {
		return nil, nil, Errorf(TooLarge, "change_too_large", "the change has %d entries; at most %d are taken", len(c.Entries), MaxEntries)
	}
	if err := checkRemarks(c); err != nil {
		return nil, nil, err
	}
	r := &resolver{base: base, led: led, change: c, nextID: max(base.NextID, 1), rev: base.Revision + 1}
	if err := r.load(ctx); err != nil {
		return nil, nil, err
	}
	for i := range c.Entries {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		if err := r.apply(&c.Entries[i]); err != nil {
			return nil, nil, err
		}
	}
	out, err := r.diff()
	return r, out, err
}

// row is a version with its canonical content, made once.
type row struct {
	Record
	body []byte
}

type resolver struct {
	base   Base
	led    Ledger
	change *Change
	nextID int64
	rev    int64
	ids    map[Key]int64   // keys given before
	fresh  map[Key]int64   // keys given by this change
	before map[int64][]row // current versions of what is touched
	after  map[int64][]row // the same as the change leaves them
	log    []LogEntry
}

// load reads what the change names.
func (r *resolver) load(ctx context.Context) error {
	keys := make([]Key, 0, len(r.change.Entries))
	for i := range r.change.Entries {
		e := &r.change.Entries[i]
		if err := r.checkEntry(e); err != nil {
			return err
		}
		keys = append(keys, e.Key)
		for _, code := range e.Successors {
			keys = append(keys, e.Key.with(code))
		}
		if e.Content != nil {
			for _, f := range e.Content.former() {
				keys = append(keys, e.Key.with(f))
			}
		}
	}
	slices.SortFunc(keys, Key.Compare)
	ids, err := r.led.CodeIDs(ctx, slices.Compact(keys))
	if err != nil {
		return err
	}
	r.ids, r.fresh = ids, make(map[Key]int64, max(0, len(r.change.Entries)-len(ids)))
	r.before, r.after = map[int64][]row{}, map[int64][]row{}
	current, err := r.current(ctx, ids, nil)
	if err != nil {
		return err
	}
	for _, v := range current {
		body, err := Encode(v.Content)
		if err != nil {
			return err
		}
		r.before[v.ID] = append(r.before[v.ID], row{v, body})
	}
	for id, rows := range r.before {
		sortRows(rows)
		r.after[id] = slices.Clone(rows)
	}
	return nil
}

// current gives the current versions of what the ids stand for, except those to skip.
func (r *resolver) current(ctx context.Context, ids map[Key]int64, skip map[int64][]row) ([]Record, error) {
	wanted := map[RecordKind][]int64{}
	for k, id := range ids {
		if _, skipped := skip[id]; !skipped {
			wanted[k.Kind] = append(wanted[k.Kind], id)
		}
	}
	var out []Record
	for _, kind := range slices.Sorted(maps.Keys(wanted)) {
		slices.Sort(wanted[kind])
		found, err := r.led.CurrentByID(ctx, kind, slices.Compact(wanted[kind]))
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

func sortRows(rows []row) {
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(a.Valid.From, b.Valid.From), cmp.Compare(a.Key().Code, b.Key().Code))
	})
}

// apply does one entry and logs it, unless it changes nothing.
func (r *resolver) apply(e *Entry) error {
	id, err := r.identify(e)
	if err != nil {
		return err
	}
	var body []byte
	if e.Op == Put {
		body, err = r.put(e, id)
	} else {
		body, err = r.other(e, id)
	}
	if err != nil || body == nil {
		return err
	}
	r.log = append(r.log, LogEntry{Seq: len(r.log), Kind: e.Key.Kind.String(), Key: e.Key.String(), Op: e.Op, Body: body})
	return nil
}

// other does an entry that is no put, and gives its body in the log; nil where it changes nothing.
func (r *resolver) other(e *Entry, id int64) ([]byte, error) {
	do := r.restore
	if e.Op == Delete {
		do = r.delete
	}
	if changed, err := do(e, id); err != nil || !changed {
		return nil, err
	}
	return EncodeEntry(e, id)
}

// identify finds the permanent id of what the entry names. A put of an unknown code takes the
// id of its former codes, or the next one of the counter.
func (r *resolver) identify(e *Entry) (int64, error) {
	id, known := r.id(e.Key)
	if e.Op != Put {
		if !known && e.Op == Delete {
			return 0, Errorf(NotFound, "unknown_code", "%s: there is no such %s to delete", e.Key, e.Key.Kind)
		}
		return id, nil
	}
	for _, f := range e.Content.former() {
		fid, ok := r.id(e.Key.with(f))
		switch {
		case ok && !known:
			id, known = fid, true
		case ok && fid != id:
			return 0, Errorf(Conflict, "code_taken", "%s: the former code %q belongs to another %s", e.Key, f, e.Key.Kind)
		}
	}
	if !known {
		id = r.nextID
		r.nextID++
	}
	r.give(e.Key, id)
	for _, f := range e.Content.former() {
		r.give(e.Key.with(f), id)
	}
	return id, nil
}

func (r *resolver) give(k Key, id int64) {
	if _, ok := r.ids[k]; !ok {
		r.fresh[k] = id
	}
}

// id is the permanent id of what a key, old or new, stands for.
func (r *resolver) id(k Key) (int64, bool) {
	if id, known := r.ids[k]; known {
		return id, true
	}
	id, known := r.fresh[k]
	return id, known
}

// diff compares what stood with what stands now.
func (r *resolver) diff() (*Applied, error) {
	out := &Applied{Log: r.log, Codes: r.fresh, NextID: r.nextID}
	touched := make([]int64, 0, len(r.before)+len(r.after))
	touched = slices.AppendSeq(slices.AppendSeq(touched, maps.Keys(r.before)), maps.Keys(r.after))
	slices.Sort(touched)
	touched = slices.Compact(touched)
	if len(r.before) == 0 { // all is new: the lists need not grow
		out.Inserted, out.Bodies = make([]Record, 0, len(touched)), make([][]byte, 0, len(touched))
	}
	for _, id := range touched {
		old, cur := r.before[id], r.after[id]
		for _, o := range old {
			if !slices.ContainsFunc(cur, o.same) {
				out.Ended = append(out.Ended, o.Record)
			}
		}
		for _, n := range cur {
			if !slices.ContainsFunc(old, n.same) {
				n.ID, n.RevFrom, n.RevTo = id, r.rev, 0
				out.Inserted, out.Bodies = append(out.Inserted, n.Record), append(out.Bodies, n.body)
			}
		}
	}
	return out, nil
}

// same is true when both rows say the same of the same time.
func (a row) same(b row) bool {
	return a.Valid == b.Valid && slices.Equal(a.Successors, b.Successors) && bytes.Equal(a.body, b.body)
}

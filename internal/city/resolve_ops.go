package city

import (
	"bytes"
	"slices"
)

// put makes the content hold in the entry's period, cutting what stood there, and gives the entry's
// body in the log; nil where that changes nothing.
func (r *resolver) put(e *Entry, id int64) ([]byte, error) {
	rows := r.after[id]
	p := e.Valid
	if p.To == OpenEnd {
		for _, v := range rows { // sorted: the first later one is the next
			if v.Valid.From > p.From {
				p.To = v.Valid.From
				break
			}
		}
	}
	body, err := Encode(e.Content)
	if err != nil {
		return nil, err
	}
	for _, v := range rows {
		if v.Valid.Overlaps(p) && v.Key().Code != e.Key.Code && !slices.Contains(e.Content.former(), v.Key().Code) {
			return nil, Errorf(Conflict, "code_taken", "%s: in that time the %s has the code %q, which the new one does not name as a former code", e.Key, e.Key.Kind, v.Key().Code)
		}
	}
	if holds(rows, p, body) {
		return nil, nil
	}
	logged, err := encodePutEntry(e, id, body)
	if err != nil {
		return nil, err
	}
	if at := bytes.Index(logged, body); at >= 0 { // kept once
		body = logged[at : at+len(body) : at+len(body)]
	}
	rows = cut(rows, p, nil)
	rows = append(rows, row{Record: Record{Content: e.Content, ID: id, Valid: p}, body: body})
	sortRows(rows)
	r.after[id] = rows
	return logged, nil
}

// holds is true when the content stands already in all of the period.
func holds(rows []row, p Period, body []byte) bool {
	at := p.From
	for _, v := range rows {
		if at < p.To && v.Valid.Holds(at) && bytes.Equal(v.body, body) {
			at = v.Valid.To
			if len(v.Successors) > 0 && at < p.To {
				return false
			}
		}
	}
	return at >= p.To
}

// cut takes a period out of the rows. A row that is cut short at its end gets the
// successors; the piece that keeps the old end keeps the old ones.
func cut(rows []row, p Period, successors []string) []row {
	if !slices.ContainsFunc(rows, func(v row) bool { return v.Valid.Overlaps(p) }) {
		return slices.Clip(rows) // what is appended goes to a copy
	}
	out := make([]row, 0, len(rows)+2)
	for _, v := range rows {
		if !v.Valid.Overlaps(p) {
			out = append(out, v)
			continue
		}
		if v.Valid.From < p.From {
			left := v
			left.Valid.To = p.From
			left.Successors = successors
			out = append(out, left)
		}
		if v.Valid.To > p.To {
			right := v
			right.Valid.From = p.To
			out = append(out, right)
		}
	}
	return out
}

// delete ends the thing. Where the entry says who takes over, the last version before the
// end carries it, also when it ends just there already.
func (r *resolver) delete(e *Entry, id int64) (bool, error) {
	rows := r.after[id]
	touched := slices.ContainsFunc(rows, func(v row) bool { return v.Valid.Overlaps(e.Valid) })
	out := cut(rows, e.Valid, e.Successors)
	for i := range out {
		if out[i].Valid.To == e.Valid.From && len(e.Successors) > 0 && !slices.Equal(out[i].Successors, e.Successors) {
			out[i].Successors = e.Successors
			touched = true
		}
	}
	r.after[id] = out
	return touched, nil
}

// restore sets the versions that the thing has under the key; its other codes stay.
func (r *resolver) restore(e *Entry, id int64) (bool, error) {
	rows := slices.DeleteFunc(slices.Clone(r.after[id]), func(v row) bool { return v.Key() == e.Key })
	changed := len(rows) != len(r.after[id])
	for i := range e.Versions {
		v := e.Versions[i]
		if v.ID != id {
			return false, Errorf(Invalid, "bad_entry", "%s: a restore holds a version of another %s (id %d)", e.Key, e.Key.Kind, v.ID)
		}
		body, err := Encode(v.Content)
		if err != nil {
			return false, err
		}
		v.RevFrom, v.RevTo = 0, 0
		rows = append(rows, row{v, body})
		changed = true
	}
	sortRows(rows)
	r.after[id] = rows
	return changed, nil
}

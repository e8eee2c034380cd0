package atlas

import "github.com/redsail/redsail/geo"

// What answers in bulk asks of an index.

// rows is locate.Index.Rows in places.
func (f *footing) rows(points []geo.Point, rows []int32) {
	f.Rows(points, rows)
	layers := len(f.at)
	for l, at := range f.at {
		if at == nil {
			continue
		}
		for i := l; i < len(points)*layers; i += layers {
			if n := rows[i]; n >= 0 {
				rows[i] = at[n]
			}
		}
	}
}

func (f *footing) covering(layer int, q geo.Point, dst []int32) []int32 {
	from := len(dst)
	dst = f.Covering(layer, q, dst)
	for i := from; i < len(dst); i++ {
		dst[i] = f.place(layer, dst[i])
	}
	return dst
}

// Rows is locate.Index.Rows.
func (x *index) Rows(points []geo.Point, rows []int32) {
	if f := x.now.Load(); f.file == nil {
		f.rows(points, rows)
		return
	}
	x.rowsGuarded(points, rows)
}

func (x *index) rowsGuarded(points []geo.Point, rows []int32) {
	x.guarded(func(f *footing) { f.rows(points, rows) })
}

// Covering is locate.Index.Covering.
func (x *index) Covering(layer int, q geo.Point, dst []int32) []int32 {
	if f := x.now.Load(); f.file == nil {
		return f.covering(layer, q, dst)
	}
	return append(dst, x.coveringGuarded(layer, q)...)
}

func (x *index) coveringGuarded(layer int, q geo.Point) (areas []int32) {
	x.guarded(func(f *footing) { areas = f.covering(layer, q, nil) })
	return areas
}

// Len is how many areas a layer has.
func (x *index) Len(layer int) int {
	f := x.now.Load()
	if f.number[layer] == nil {
		return f.Len(layer)
	}
	return len(f.number[layer])
}

// Code is the code of the area at a place.
func (x *index) Code(layer, place int) string {
	if f := x.now.Load(); f.file == nil {
		return f.Code(layer, f.numberOf(layer, place))
	}
	return x.codeGuarded(layer, place)
}

func (x *index) codeGuarded(layer, place int) (code string) {
	x.guarded(func(f *footing) { code = f.Code(layer, f.numberOf(layer, place)) })
	return code
}

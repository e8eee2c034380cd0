package walk

import "github.com/redsail/redsail/geo"

// UsualIslet is how many metres of street an islet has at most without a rule of one's own. Of the
// 110 parts beside the largest in five OpenStreetMap files of towns 109 are shorter (docs/walking.md).
const UsualIslet geo.Metres = 1000

// MostIslet bounds the rule.
const MostIslet geo.Metres = 20_000

// islets marks the ways that are islets: parts of what is drawn that hang together with no other,
// have at most so many metres of street, and are not the longest part. Points stand on one alone
// only where no other street is in reach.
//
// What hangs together is a matter of what is drawn alone, not of who may pass: ways that share a
// vertex do, and all ways that a gate stands on, open or locked; ways of a class on which people
// walk count even where these people may not, as steps for wheelchairs. So a lock changes nothing,
// and who lives behind one stays there.
func (b *builder) islets() {
	limit := float64(b.ruling.islet)
	if limit == 0 {
		return
	}
	d := b.drawn()
	total := make([]float64, len(d.parts))
	for k := range d.parts {
		if root := d.parts.root(int32(k)); total[root] <= limit { // of longer ones it is known that they are
			total[root] += b.lengthOf(b.drawnWay(k))
		}
	}
	main := 0 // of the parts on which these people walk: the root of one is its first way
	for k := range b.walked {
		if total[k] > total[main] {
			main = k
		}
	}
	small := func(root int) bool { return root != main && total[root] <= limit }
	for k := range b.walked {
		root := int(d.parts.root(int32(k)))
		if b.walked[k].islet = small(root); b.walked[k].islet && root == k && total[k] > 0 {
			b.report.Islets++
		}
	}
}

// drawn are the ways that hang together as they are drawn: the walked ones, then the barred.
type drawn struct {
	parts parents
	first []int32 // by spot of a walked way: the first way there
}

// drawnWay is the way of a number of drawn.
func (b *builder) drawnWay(k int) *Way {
	if k < len(b.walked) {
		return &b.in.Ways[b.walked[k].way]
	}
	return &b.in.Ways[b.barred[k-len(b.walked)]]
}

func (b *builder) lengthOf(w *Way) float64 {
	metres := 0.0
	for i := 1; i < len(w.Points); i++ {
		metres += b.metric.length(w.Points[i-1], w.Points[i])
	}
	return metres
}

// drawn puts together what hangs together.
func (b *builder) drawn() *drawn {
	d := &drawn{parts: newParents(len(b.walked) + len(b.barred)), first: make([]int32, len(b.spots.points))}
	for i := range d.first {
		d.first[i] = -1
	}
	known := b.known
	for k := range b.walked {
		n := len(b.in.Ways[b.walked[k].way].Points)
		for _, id := range known[:n] {
			d.meet(&d.first[id], int32(k))
		}
		known = known[n:]
	}
	d.gates(b.cut)
	d.barred(b)
	return d
}

// meet joins a way to the first one at a place.
func (d *drawn) meet(first *int32, way int32) {
	if *first < 0 {
		*first = way
		return
	}
	d.parts.join(*first, way)
}

// gates join all ways that they stand on.
func (d *drawn) gates(cuts []cut) {
	for i := 1; i < len(cuts); i++ { // those of a gate stand side by side
		if cuts[i].gate == cuts[i-1].gate {
			d.parts.join(cuts[i].way, cuts[i-1].way)
		}
	}
}

// barred joins the ways that these people may not walk to those that they do, and to each other.
func (d *drawn) barred(b *builder) {
	points := 0
	for _, i := range b.barred {
		points += len(b.in.Ways[i].Points)
	}
	others := newSpots(points)
	var first []int32
	for k, i := range b.barred {
		way := int32(len(b.walked) + k)
		for _, p := range b.in.Ways[i].Points {
			if id := b.spots.find(p); id >= 0 {
				d.meet(&d.first[id], way)
				continue
			}
			id := others.add(p)
			if int(id) == len(first) {
				first = append(first, -1)
			}
			d.meet(&first[id], way)
		}
	}
}

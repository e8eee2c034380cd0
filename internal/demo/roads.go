package demo

import "fmt"

// nameRoads gives the roads that have no name yet one of their own; tracks stay nameless.
func (b *builder) nameRoads() {
	district := empty(len(b.mesh.lines))
	for h := 0; h < len(b.mesh.halves); h += 2 {
		for _, k := range []int{h, h + 1} {
			if f := b.mesh.halves[k].face; f != outside && district[b.mesh.strokes[h/2]] == none {
				district[b.mesh.strokes[h/2]] = b.mesh.faces[f].owner.district
			}
		}
	}
	for i := range b.mesh.lines {
		l := &b.mesh.lines[i]
		if l.name != none || district[i] == none {
			continue
		}
		scope := fmt.Sprint("road", district[i])
		switch l.class {
		case classSecondary, classArterial:
			l.name = b.names.keep(with(b.names.word(scope), "路", "Road"))
		case classHighway:
			l.name = b.names.keep(with(b.names.word(scope), "公路", "Highway"))
		case classLocal:
			if b.countryRoad(i) {
				l.name = b.names.keep(with(b.names.word(scope), "村路", "Country Road"))
				continue
			}
			l.name = b.names.keep(with(b.names.word(scope), "街", "Street"))
		case classLane:
			l.name = b.names.keep(with(b.names.word(scope), "巷", "Lane"))
		}
	}
}

// countryRoad is true of a stroke that begins outside of the city and the towns.
func (b *builder) countryRoad(stroke int) bool {
	return !b.ground.zone(b.strokeStart(int32(stroke))).urban()
}

// strokeName is the name of the road that a stroke is; empty without one.
func (b *builder) strokeName(id int32) Name {
	if n := b.mesh.lines[id].name; n != none {
		return b.names.roads[n]
	}
	return Name{}
}

// kind is the word for a class in Line.Kind; empty for what is no line of the map.
func (c class) kind() string {
	return [...]string{"", "", "bank", "rail", "expressway", "arterial", "highway", "secondary", "local", "lane", "track", ""}[c]
}

// width is the breadth of the carriageway, or of the tracks, in metres.
func (c class) width() float64 {
	return [...]float64{0, 0, 9, 8, 32, 28, 14, 20, 12, 6, 4, 3}[c]
}

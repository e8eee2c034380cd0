package storetest

import (
	"math"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// square is a shape with a corner n hundredths of a degree east of 116° E, 35° N.
func square(n int) geo.MultiPolygon {
	x, y, w := int32(1_160_000_000+n*100_000), int32(350_000_000), int32(100_000)
	return geo.MultiPolygon{{{{X: x, Y: y}, {X: x + w, Y: y}, {X: x + w, Y: y + w}, {X: x, Y: y + w}}}}
}

// area is a plain area with the code as its name.
func area(layer, code, parent string) city.Area {
	return city.Area{Layer: layer, Code: code, Parent: parent, Names: city.Names{Zh: code}, Shape: square(len(code))}
}

// put makes an area hold always.
func put(layer, code, parent string) city.Entry {
	return city.PutArea(area(layer, code, parent), city.Always())
}

func key(layer, code string) city.Key { return city.Key{Layer: layer, Code: code} }

// named is area with another name.
func named(layer, code, parent, name string) city.Area {
	a := area(layer, code, parent)
	a.Names.Zh = name
	return a
}

// circle is a ring of n points, anticlockwise from its westernmost one.
func circle(n int) geo.Ring {
	r := make(geo.Ring, n)
	for i := range r {
		a := math.Pi + 2*math.Pi*float64(i)/float64(n)
		r[i] = geo.Point{X: 1_160_000_000 + int32(1e6*math.Cos(a)), Y: 350_000_000 + int32(1e6*math.Sin(a))}
	}
	return r
}

// rich are areas that are hard to keep exactly, with when they hold.
func rich() []city.Entry {
	hole := geo.Ring{{X: 1_160_010_000, Y: 350_010_000}, {X: 1_160_010_000, Y: 350_020_000}, {X: 1_160_020_000, Y: 350_010_000}}
	holed := geo.MultiPolygon{{square(0)[0][0], hole}, square(7)[0], {circle(5)}}
	world := geo.MultiPolygon{{{{X: -geo.MaxX, Y: -geo.MaxY}, {X: geo.MaxX, Y: -geo.MaxY}, {X: geo.MaxX, Y: geo.MaxY}, {X: -geo.MaxX, Y: geo.MaxY}}}}
	return []city.Entry{
		city.PutArea(city.Area{Layer: "district", Code: "holed", Names: city.Names{Zh: "任城区"}, Shape: holed}, city.Always()),
		city.PutArea(city.Area{Layer: "district", Code: "world", Names: city.Names{En: "World"}, Shape: world}, from(3)),
		city.PutArea(city.Area{Layer: "district", Code: "bare", Shape: square(1)}, city.Period{From: city.OpenStart, To: day(9)}),
		city.PutArea(city.Area{
			Layer: "district", Code: "繁體·𠮷—ß’é", Names: city.Names{Zh: "𠮷𠮶㙍〇", ZhHant: "臺北市萬華區", En: `O'Brien's "yard"; DROP TABLE area_version; --`},
			Former: []string{"旧码 1", "old%_2"}, Shape: square(2), Class: map[string]string{"": "", "种类": "ordinary\n\t\"", "🏮": "é"},
			Households: ptr(int64(0)), Population: ptr(int64(1<<53 - 1)), Source: "民政局", DataDate: "2025-12-31",
		}, span(0, 400)),
		city.PutArea(city.Area{Layer: "street", Code: "s", Parent: "holed", Shape: square(3), Households: ptr(int64(7))}, span(2, 3)),
		city.PutArea(city.Area{Layer: "district", Code: "many", Shape: geo.MultiPolygon{{circle(20_000)}}}, city.Always()),
		city.PutArea(city.Area{Layer: "district", Code: "ages", Shape: square(4), Population: ptr(int64(0))},
			city.Period{From: city.FirstDate, To: city.LastDate}),
		city.PutArea(city.Area{Layer: "numbered", Code: "370811001001007", Shape: square(5)}, city.Always()),
	}
}

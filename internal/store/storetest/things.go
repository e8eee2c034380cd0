package storetest

import (
	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// building is a plain building with the code as its name, which names no area.
func building(code string) city.Building {
	return city.Building{Code: code, Names: city.Names{Zh: code}, Shape: square(len(code))}
}

// within is a building that names a grid and a compound; either may be empty.
func within(code, grid, compound string) city.Building {
	b := building(code)
	b.Grid, b.Compound = grid, compound
	return b
}

func place(kind, code string) city.Place {
	return city.Place{Kind: kind, Code: code, Names: city.Names{Zh: code}, Point: square(len(code))[0][0][0], State: city.PlaceOpen}
}

func line(layer, code string) city.Line {
	r := square(len(code))[0][0]
	return city.Line{Layer: layer, Code: code, Names: city.Names{Zh: code}, Shape: geo.MultiLine{{r[0], r[2]}}}
}

func ofKind(kind city.RecordKind, layer, code string) city.Key {
	return city.Key{Kind: kind, Layer: layer, Code: code}
}

// richThings are buildings, lines and places that are hard to keep exactly, with when they
// hold. They name the areas grid/g and compound/c.
func richThings() []city.Entry {
	at := geo.Point{X: geo.MaxX, Y: -geo.MaxY}
	edge := geo.Point{X: geo.MaxX, Y: -849_999_999} // as far out as a street may lie
	hostile := `O'Brien's "yard"; DROP TABLE building_version; --`
	full := city.Building{
		Code: "楼·𠮷—1", Former: []string{"旧楼 1", "old%_2"}, Names: city.Names{Zh: "1号楼", ZhHant: "1號樓", En: hostile},
		Shape: append(square(2), square(4)...), Point: &at, Entrances: []geo.Point{at, {}}, Storeys: ptr(int64(33)), Households: ptr(int64(1<<53 - 1)),
		Address: city.Address{Road: "建设路", Number: "12号", Compound: "阳光小区", Building: "1号楼"}, Grid: "g", Compound: "c",
		Class: map[string]string{"": "", "用途": "住宅\n\t\""}, Source: "住建局", DataDate: "2025-12-31",
	}
	station := city.Place{
		Kind: "station", Code: "站·1", Former: []string{"旧站"}, Names: city.Names{Zh: "红帆驿站", En: hostile}, Address: city.Address{Road: "南路"},
		Point: at, Entrances: []geo.Point{{X: 1, Y: -1}}, Services: []string{"饮水", "", "wc;x"}, Skills: []string{"急救"},
		Hours: &city.Hours{
			Week: []city.WeekRule{
				{Days: city.Workdays, Open: []city.Span{city.Clock(8*60, 12*60), city.Clock(22*60, 6*60)}}, {Days: city.Weekend}, {Days: city.Holiday, Open: []city.Span{{From: 0, To: city.Midnight}}},
			},
			Dates: []city.DateRule{{From: day(3), To: day(5)}, {From: city.FirstDate, To: day(0), Open: []city.Span{{From: 1439, To: 2879}}}}, Calendar: "cn",
		},
		State: city.PlaceAccepted, FloorArea: ptr(int64(0)), Cost: ptr(int64(1_200_000)),
		Stages: []city.Stage{
			{State: city.PlaceApplied, Date: "2025-01-05", By: "街道办"}, {State: city.PlaceReviewed, Date: "2025-02-01", By: "区委社工部"}, {State: city.PlaceApproved, Date: "2025-02-01"},
			{State: city.PlaceBuilding, Date: "2025-04-01"}, {State: city.PlaceAccepted, Date: "2025-12-01", By: "区住建局"},
		},
		Tenure: "租赁", Owner: "org-1", Class: map[string]string{"级": "社区"}, Source: "组织部", DataDate: "2026-01-31",
	}
	road := city.Line{
		Layer: city.LayerRoad, Code: "路", Former: []string{"r0"}, Names: city.Names{Zh: "建设路", En: hostile},
		Shape: geo.MultiLine{geo.Line(circle(5_000)), {edge, {X: geo.MaxX, Y: -849_999_000}}, {{}, {}}}, Class: map[string]string{"class": "arterial"}, Source: "s", DataDate: "d",
	}
	bare := building("bare")
	dot := city.Building{Code: "dot", Point: &at}
	kiosk, other, river := place("station", "bare"), place("venue", "bare"), line(city.LayerRiver, "路")
	return []city.Entry{
		city.PutContent(&full, city.Always()), city.PutContent(&bare, from(3)), city.PutContent(&dot, span(0, 400)),
		city.PutContent(&road, city.Always()), city.PutContent(&river, city.Period{From: city.OpenStart, To: day(9)}),
		city.PutContent(&station, span(1, 2)), city.PutContent(&kiosk, city.Always()), city.PutContent(&other, city.Period{From: city.FirstDate, To: city.LastDate}),
	}
}

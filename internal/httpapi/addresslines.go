package httpapi

import (
	"maps"

	"github.com/redsail/redsail/internal/city"
)

// addressMembers are what a line gets for its address, before the members of bulkLines.
var addressMembers = schema{
	"address_level": described("string", "building, compound, crossing, landmark, road, or the layer of an area: how far the address was understood; none where error says why"),
	"address_match": described("string", "the standard address, or the name, of what was found; where it was not, what comes near, joined with  | "),
	"address_lon":   orNull("number", "longitude of what was found, WGS-84"),
	"address_lat":   orNull("number", "latitude"),
}

// addressLines are the forms of many addresses.
var addressLines = []Lines{{
	Media: ndjsonType,
	Sent: LineText{
		Says: city.Label{
			Zh: "每行一个 JSON 对象，UTF-8：address 为文字，至多 200 字；id 可省、可为任何值；不得有其他成员。空行不作答。一行至多 65,536 字节。",
			En: "One JSON object a line, in UTF-8: address is a text of at most 200 characters, id may be any value or left out; no other member. Blank lines get no answer. A line has at most 65,536 bytes.",
		},
		Example: `{"address":"新名街1号3栋2单元501室","id":7}` + "\n" + `{"address":"不知路","id":"b"}` + "\n",
		item: schema{
			"type": "object", "required": []string{"address"}, "additionalProperties": false,
			"properties": schema{
				"address": described("string", "the address"),
				"id":      schema{"description": "any value; the answer gives it back byte for byte"},
			},
		},
	},
	Answered: LineText{
		Says: city.Label{
			Zh: "每行一个 JSON 对象，顺序与来行相同：id、address_level、address_match、address_lon、address_lat，然后同 /api/v1/locate 的逐行作答。只到路、小区或区域时，只给出把它整个包住的区域的编码，不给边界与驿站。",
			En: "One JSON object a line, in the order of the lines that came: id, address_level, address_match, address_lon, address_lat, then as the lines of /api/v1/locate. Of a road, a compound or an area only the areas that hold all of it have codes, and neither border nor station is told.",
		},
		Example: `{"id":7,"address_level":"building","address_match":"新名街1号3号楼","address_lon":116.58,"address_lat":35.41,"district_code":"370811","street_code":"370811001","revision":42,"error":""}` + "\n" +
			`{"id":"b","address_level":"none","address_match":"","address_lon":null,"address_lat":null,"district_code":"","street_code":"","revision":42,"error":"unknown_address"}` + "\n",
		item: addressItem(bulkLines[0].Answered.item),
	},
}, {
	Media: csvType,
	Sent: LineText{
		Says: city.Label{
			Zh: "CSV，首行为列名，其中有 address_field 所指的列；UTF-8（可带 BOM）或 GB18030，逗号、分号或制表符分隔。一行至多 1 MiB。",
			En: "CSV whose first line names the columns, that of address_field among them; UTF-8 (with a BOM or without) or GB18030; comma, semicolon or tab. A line has at most 1 MiB.",
		},
		Example: "id,address\n7,新名街1号3栋\n8,\n",
	},
	Answered: LineText{
		Says: city.Label{
			Zh: "原各列照旧，其后是 address_level、address_match、address_lon、address_lat，再后同 /api/v1/locate 的 CSV。",
			En: "The columns as they came, then address_level, address_match, address_lon, address_lat, then as the CSV of /api/v1/locate.",
		},
		Example: "id,address,address_level,address_match,address_lon,address_lat,district_code,street_code,revision,error\n" +
			"7,新名街1号3栋,building,新名街1号3号楼,116.58,35.41,370811,370811001,42,\n8,,none,,,,,,,missing_address\n",
	},
}}

// addressItem is the schema of a located line with the members of its address.
func addressItem(of schema) schema {
	out := maps.Clone(of)
	members := schema{}
	for _, from := range []any{of["properties"], addressMembers} {
		if list, ok := from.(schema); ok {
			maps.Copy(members, list)
		}
	}
	out["properties"] = members
	return out
}

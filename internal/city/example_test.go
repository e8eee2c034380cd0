package city_test

import (
	"fmt"

	"github.com/redsail/redsail/internal/city"
)

func ExampleParseScheme() {
	s, err := city.ParseScheme([]byte(`
layers:
  - {key: district, name: {zh: 区, en: District}, partition: true}
  - {key: beat, name: {zh: 派出所辖区, en: Police beat}, parent: district, partition: true}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Zone, s.Layers[1].Name.En, s.Depth("beat"))
	_, err = city.ParseScheme([]byte("layers: [{key: beat, parent: district}]"))
	fmt.Println(err)
	// Output:
	// Asia/Shanghai Police beat 1
	// layer 1 ("beat"): its parent "district" must be a layer that stands before it
}

func ExampleProfile_CheckCode() {
	for _, code := range []string{"370811001001007", "3.70811001001E+14", "370811001001000"} {
		fmt.Println(city.ProfileCN15.CheckCode(code))
	}
	// Output:
	// <nil>
	// code "3.70811001001E+14": it is in scientific notation: the spreadsheet that made it has destroyed the code
	// code "370811001001000": the sequence (digits 13–15) is 000; it runs from 001 to 999
}

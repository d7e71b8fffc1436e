package report

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"
)

func sheet() Sheet {
	n := 7.25
	return Sheet{{{Text: "Name"}, {Text: "Attendance"}}, {{Text: `=HYPERLINK("x")`}, {Number: &n}}, {{Text: "Ünal <b> & \x01"}, {Text: "-1"}}}
}

func TestSheetAsCSVIsSafeForSpreadsheets(t *testing.T) {
	t.Parallel()
	want := "\uFEFFName,Attendance\r\n\"'=HYPERLINK(\"\"x\"\")\",7.25\r\nÜnal <b> & \x01,'-1\r\n"
	if got := string(sheet().CSV()); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestSheetAsXLSXHoldsTextAsText(t *testing.T) {
	t.Parallel()
	b, err := sheet().XLSX()
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil || len(z.File) != 5 {
		t.Fatalf("%v, %d parts", err, len(z.File))
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(bytes.NewReader(text))
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s isn't XML: %v", f.Name, err)
			}
		}
		if f.Name != "xl/worksheets/sheet1.xml" {
			continue
		}
		for _, part := range []string{`<c r="A2" t="inlineStr"><is><t xml:space="preserve">=HYPERLINK(&#34;x&#34;)</t></is></c>`, `<c r="B2"><v>7.25</v></c>`, "Ünal &lt;b&gt; &amp;", `state="frozen"`} {
			if !strings.Contains(string(text), part) {
				t.Errorf("%s lacks %s", text, part)
			}
		}
		if strings.Contains(string(text), "<f>") {
			t.Error("a formula")
		}
	}
	for column, want := range map[int]string{0: "A1", 25: "Z1", 26: "AA1", 701: "ZZ1", 702: "AAA1"} {
		if got := reference(column, 1); got != want {
			t.Errorf("column %d is %s, want %s", column, got, want)
		}
	}
}

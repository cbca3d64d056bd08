-- Which registers have risks above the line, and how many of them are overdue?
select register, as_of, count(*) as above_line, count(*) filter (where overdue) as overdue
from read_json_auto('registers/*.ndjson', format = 'newline_delimited', union_by_name = true, sample_size = -1)
where type = 'risk' and status <> 'closed' and above_line
group by register, as_of
order by above_line desc, register;

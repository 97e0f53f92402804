from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("approvals", "0003_carry_extensions")]
    operations = [migrations.RemoveField(model_name="approvalcase", name="extension_reason")]
